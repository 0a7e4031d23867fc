package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.Cache;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.management.CacheStatisticsMXBean;
import org.junit.jupiter.api.Test;

/** The iterator of a cache. */
interface IterationContract extends CacheChapter {
  @Test
  default void iterator_removesWhatItGaveOnce() {
    Cache<Integer, String> cache = open();
    for (int i = 0; i < 20; i++) {
      cache.put(i, "v" + i);
    }
    Iterator<Cache.Entry<Integer, String>> entries = cache.iterator();
    assertThrows(IllegalStateException.class, entries::remove);
    Set<Integer> left = new HashSet<>();
    while (entries.hasNext()) {
      Cache.Entry<Integer, String> entry = entries.next();
      assertEquals("v" + entry.getKey(), entry.getValue());
      if (entry.getKey() % 2 == 0) {
        entries.remove();
        assertThrows(IllegalStateException.class, entries::remove);
      } else {
        left.add(entry.getKey());
      }
    }
    assertThrows(NoSuchElementException.class, entries::next);
    assertEquals(10, left.size());
    for (int i = 0; i < 20; i++) {
      assertEquals(left.contains(i), cache.containsKey(i));
    }
  }

  @Test
  default void iterator_countsWhatItGave() {
    Cache<Integer, String> cache =
        open(new MutableConfiguration<Integer, String>().setStatisticsEnabled(true));
    for (int i = 0; i < 20; i++) {
      cache.put(i, "v" + i);
    }
    Iterator<Cache.Entry<Integer, String>> entries = cache.iterator();
    entries.next();
    assertTrue(entries.hasNext());
    entries.next();
    CacheStatisticsMXBean statistics = cache.unwrap(CacheStatisticsMXBean.class);
    assertEquals(2, statistics.getCacheHits());
    assertEquals(0, statistics.getCacheMisses());
  }

  @Test
  default void iteratorUnderAnAccessExpiryOfZero_endsWhatItGaveAndNothingElse() {
    endsWhatItGave(() -> new FixedExpiry(Duration.ETERNAL, Duration.ZERO, null));
  }

  @Test
  default void iteratorUnderADeclaredAccessExpiryOfZero_endsWhatItGaveAndNothingElse() {
    endsWhatItGave(() -> new FixedExpiry.Declared(Duration.ETERNAL, Duration.ZERO, null));
  }

  private void endsWhatItGave(Factory<ExpiryPolicy> policy) {
    Cache<Integer, Integer> cache =
        open(new MutableConfiguration<Integer, Integer>().setExpiryPolicyFactory(policy));
    for (int i = 0; i < 10; i++) {
      cache.put(i, i);
    }
    Iterator<Cache.Entry<Integer, Integer>> entries = cache.iterator();
    Set<Integer> given = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      given.add(entries.next().getKey());
    }
    for (int i = 0; i < 10; i++) {
      assertEquals(!given.contains(i), cache.containsKey(i));
    }
  }

  @Test
  default void iteratorUnderAnAccessExpiry_givesEveryEntry() {
    Cache<Integer, Integer> cache =
        open(
            new MutableConfiguration<Integer, Integer>()
                .setExpiryPolicyFactory(AccessedExpiryPolicy.factoryOf(Duration.ONE_HOUR)));
    for (int i = 0; i < 1_500; i++) {
      cache.put(i, i);
    }
    List<Integer> seen = new ArrayList<>();
    cache.forEach(entry -> seen.add(entry.getKey()));
    assertEquals(1_500, seen.size());
    assertEquals(1_500, new HashSet<>(seen).size());
  }

  @Test
  default void iteratorBesideOtherThreads_givesWhatStaysOnce() throws Exception {
    Cache<String, Integer> cache = open();
    for (int i = 0; i < 200; i++) {
      cache.put("stays" + i, i);
    }
    AtomicBoolean done = new AtomicBoolean();
    Crowd.each(
        3,
        number -> {
          if (number > 0) {
            for (int i = 0; !done.get(); i++) {
              cache.put("comes" + number + "." + i % 300, i);
              cache.remove("comes" + number + "." + (i + 150) % 300);
            }
            return;
          }
          try {
            for (int round = 0; round < 10; round++) {
              Set<String> seen = new HashSet<>();
              for (Cache.Entry<String, Integer> entry : cache) {
                assertTrue(seen.add(entry.getKey()), "twice: " + entry.getKey());
                assertFalse(entry.getValue() == null);
              }
              seen.removeIf(key -> !key.startsWith("stays"));
              assertEquals(200, seen.size());
            }
          } finally {
            done.set(true);
          }
        });
  }
}
