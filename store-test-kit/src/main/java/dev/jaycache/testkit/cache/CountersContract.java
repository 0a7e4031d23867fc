package dev.jaycache.testkit.cache;

import static dev.jaycache.testkit.cache.CacheChapter.assertSays;
import static dev.jaycache.testkit.cache.CacheChapter.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.Counters;
import dev.jaycache.processor.Processors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.management.CacheStatisticsMXBean;
import org.junit.jupiter.api.Test;

/** Counters: {@code cache.unwrap(Counters.class)}. */
interface CountersContract extends CacheChapter {
  /** All 64 bits: the greatest number without sign. */
  long GREATEST = -1L;

  /** A cache of numbers. */
  private Cache<String, Long> numbers() {
    return open(new MutableConfiguration<String, Long>().setTypes(String.class, Long.class));
  }

  @SuppressWarnings("unchecked")
  private static <K> Counters<K> counters(Cache<K, ?> cache) {
    return cache.unwrap(Counters.class);
  }

  @Test
  default void counterThatIsNotThere_isMadeOnlyWithAnInitialValue() {
    Cache<String, Long> cache = numbers();
    Counters<String> counters = counters(cache);
    assertEquals(OptionalLong.empty(), counters.increment("k", 1));
    assertEquals(OptionalLong.empty(), counters.decrement("k", 1));
    assertFalse(counters.expire("k", Duration.ofHours(1)));
    assertFalse(cache.containsKey("k"));
    assertEquals(10, counters.increment("k", 3, 10, Counters.NEVER));
    assertEquals(13, counters.increment("k", 3, 10, Counters.NEVER));
    assertEquals(OptionalLong.of(14), counters.increment("k", 1));
    assertEquals(20, counters.decrement("down", 3, 20, Duration.ofHours(1)));
    assertEquals(17, counters.decrement("down", 3, 20, Duration.ofHours(1)));
    assertEquals(OptionalLong.of(9), counters.decrement("down", 8));
    assertEquals(Map.of("k", 14L, "down", 9L), cache.getAll(Set.of("k", "down", "no")));
  }

  @Test
  default void numbersHaveNoSign_sumsWrapAndDifferencesStopAtZero() {
    Cache<String, Long> cache = numbers();
    Counters<String> counters = counters(cache);
    assertEquals(GREATEST, counters.increment("k", 1, GREATEST, Counters.NEVER));
    assertEquals(GREATEST, cache.get("k"));
    assertEquals(OptionalLong.of(GREATEST - 1), counters.decrement("k", 1));
    assertEquals(OptionalLong.of(1), counters.increment("k", 3));
    assertEquals(OptionalLong.of(0), counters.increment("k", GREATEST));
    cache.put("k", Long.MIN_VALUE);
    assertEquals(OptionalLong.of(Long.MAX_VALUE), counters.decrement("k", 1));
    assertEquals(OptionalLong.of(0), counters.decrement("k", GREATEST));
    assertEquals(OptionalLong.of(0), counters.decrement("k", 1));
    assertEquals(0, cache.get("k"));
    assertEquals(OptionalLong.of(10), counters.increment("k", 10));
    assertEquals(OptionalLong.of(8), counters.decrement("k", 2));
    assertEquals(8, cache.get("k"));
    cache.put("k", 0xFFFF_FFFFL);
    assertEquals(OptionalLong.of(0x1_0000_0000L), counters.increment("k", 1));
    assertEquals(OptionalLong.of(0xFFFF_FFFFL), counters.decrement("k", 1));
    assertEquals(OptionalLong.of(0), counters.decrement("k", 0xFFFF_FFFFL));
  }

  @Test
  default void counter_isAnOrdinaryValueOfTheCache() {
    Cache<String, Long> cache = numbers();
    Counters<String> counters = counters(cache);
    cache.put("k", 5L);
    assertEquals(OptionalLong.of(7), counters.increment("k", 2));
    assertTrue(cache.containsKey("k"));
    assertTrue(cache.replace("k", 7L, 70L));
    assertFalse(cache.replace("k", 7L, 71L));
    assertEquals(OptionalLong.of(71), counters.increment("k", 1));
    assertFalse(cache.putIfAbsent("k", 1L));
    assertEquals(72, cache.<Long>invoke("k", Processors.increment(1L)));
    assertEquals(OptionalLong.of(73), counters.increment("k", 1));
    assertEquals(
        146,
        cache.<Long>invoke(
            "k",
            (entry, arguments) -> {
              entry.setValue(entry.getValue() * 2);
              return entry.getValue();
            }));
    assertEquals(OptionalLong.of(145), counters.decrement("k", 1));
    assertEquals(145, cache.getAndPut("k", 3L));
    assertEquals(OptionalLong.of(4), counters.increment("k", 1));
    assertEquals(4, cache.getAndReplace("k", 6L));
    Map<String, Long> seen = new HashMap<>();
    counters.increment("other", 1, 1, Counters.NEVER);
    cache.forEach(entry -> seen.put(entry.getKey(), entry.getValue()));
    assertEquals(Map.of("k", 6L, "other", 1L), seen);
    counters.increment("k", 1);
    assertFalse(cache.remove("k", 6L));
    assertTrue(cache.remove("k", 7L));
    assertEquals(OptionalLong.empty(), counters.increment("k", 1));
    assertEquals(1, cache.getAndRemove("other"));
    assertEquals(1, counters.increment("other", 1, 1, Counters.NEVER));
    cache.removeAll();
    assertFalse(cache.iterator().hasNext());
  }

  @Test
  default void clearedCounter_beginsAnew() {
    Cache<String, Long> cache = numbers();
    Counters<String> counters = counters(cache);
    for (long round = 0; round < 5; round++) {
      assertEquals(round, counters.increment("k", 1, round, Counters.NEVER));
      assertEquals(OptionalLong.of(round + 100), counters.increment("k", 100));
      cache.clear();
      assertEquals(OptionalLong.empty(), counters.increment("k", 1));
      assertNull(cache.get("k"));
      assertFalse(counters.expire("k", Duration.ofHours(1)));
    }
  }

  @Test
  default void otherValue_isNotCountedAndStays() {
    Cache<String, Object> cache = open();
    Counters<String> counters = counters(cache);
    for (Object value : List.of("12", 12, 1.5, List.of(1L), new byte[] {1})) {
      cache.put("k", value);
      CacheException e = assertThrows(CacheException.class, () -> counters.increment("k", 1));
      assertSays("cache", e);
      assertSays(value.getClass().getName(), e);
      assertThrows(CacheException.class, () -> counters.decrement("k", 1));
      assertThrows(CacheException.class, () -> counters.increment("k", 1, 1, Duration.ofHours(1)));
      assertEquals(value.getClass(), cache.get("k").getClass());
    }
    cache.put("k", "text");
    assertTrue(counters.expire("k", Duration.ofHours(1)));
    assertEquals("text", cache.get("k"));
    cache.put("k", 12L);
    assertEquals(OptionalLong.of(13), counters.increment("k", 1));
  }

  @Test
  default void cacheWithoutLongs_hasNoCounters() {
    Cache<String, Integer> cache =
        open(new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> cache.unwrap(Counters.class));
    assertSays("java.lang.Integer", e);
  }

  @Test
  default void cacheWithAWriter_hasNoCounters() {
    Cache<Object, Object> cache =
        open(
            new MutableConfiguration<>()
                .setWriteThrough(true)
                .setCacheWriterFactory(
                    () -> new RecordingWriter(new Behaviour(false), new Journal())));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> cache.unwrap(Counters.class));
    assertSays("Processors.increment", e);
  }

  @Test
  @SuppressWarnings("NullAway")
  default void badArguments_areRefused() {
    Cache<String, Long> cache = numbers();
    Counters<String> counters = counters(cache);
    cache.put("k", 1L);
    assertThrows(NullPointerException.class, () -> counters.increment(null, 1));
    assertThrows(NullPointerException.class, () -> counters.expire(null, Counters.NEVER));
    assertThrows(NullPointerException.class, () -> counters.expire("k", null));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> counters.expire("k", Duration.ofMillis(-1)));
    assertSays("negative", e);
    assertThrows(
        IllegalArgumentException.class,
        () -> counters.increment("k", 1, 1, Duration.ofSeconds(-1)));
    assertEquals(1, cache.get("k"));
    cache.close();
    assertThrows(IllegalStateException.class, () -> counters.increment("k", 1));
    assertThrows(IllegalStateException.class, () -> counters.expire("k", Counters.NEVER));
  }

  @Test
  default void counterWithAnEnd_endsAndCountingDoesNotProlongIt() {
    Counters<String> counters = counters(numbers());
    counters.increment("short", 1, 1, Duration.ofMillis(900));
    counters.increment("long", 1, 1, Duration.ofHours(1));
    until(() -> counters.increment("short", 1).isEmpty(), "a counter that is counted does not end");
    assertEquals(OptionalLong.of(2), counters.increment("long", 1));
  }

  @Test
  default void expire_changesTheEndAndNotTheValue() {
    Cache<String, Long> cache = numbers();
    Counters<String> counters = counters(cache);
    counters.increment("counted", 1, 7, Counters.NEVER);
    cache.put("put", 8L);
    for (String key : List.of("counted", "put")) {
      long before = cache.get(key);
      assertTrue(counters.expire(key, Duration.ofHours(1)));
      assertEquals(before, cache.get(key));
      assertTrue(counters.expire(key, Duration.ofNanos(1)));
      until(() -> cache.get(key) == null, key + " does not end");
    }
    Duration shortly = Duration.ofSeconds(1);
    do {
      // Where it was gone before its turn came, it is tried again with twice the time.
      shortly = shortly.multipliedBy(2);
      counters.increment("counted", 1, 7, shortly);
    } while (!counters.expire("counted", Counters.NEVER) && shortly.toSeconds() < 32);
    counters.increment("timer", 1, 7, shortly);
    until(() -> cache.get("timer") == null, "a short time does not end");
    assertEquals(OptionalLong.of(8), counters.increment("counted", 1));
    assertTrue(counters.expire("counted", Duration.ZERO));
    assertNull(cache.get("counted"));
    assertFalse(counters.expire("counted", Duration.ZERO));
  }

  @Test
  default void policyAndLoader_areNotAsked() {
    Cache<String, Long> cache =
        open(
            new MutableConfiguration<String, Long>()
                .setTypes(String.class, Long.class)
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ZERO))
                .setReadThrough(true)
                .setCacheLoaderFactory(Thousand::new));
    Counters<String> counters = counters(cache);
    assertEquals(OptionalLong.empty(), counters.increment("k", 1));
    assertEquals(1, counters.increment("k", 1, 1, Counters.NEVER));
    assertEquals(OptionalLong.of(2), counters.increment("k", 1));
    assertEquals(2, cache.get("k"));
  }

  /** Knows every number. */
  final class Thousand implements CacheLoader<String, Long> {
    @Override
    public Long load(String key) {
      return 1_000L;
    }

    @Override
    public Map<String, Long> loadAll(Iterable<? extends String> keys) {
      Map<String, Long> all = new HashMap<>();
      keys.forEach(key -> all.put(key, 1_000L));
      return all;
    }
  }

  @Test
  default void statisticsAndListeners_hearOfCounting() {
    Journal journal = new Journal();
    Cache<Object, Object> cache =
        open(
            new MutableConfiguration<>()
                .setStatisticsEnabled(true)
                .addCacheEntryListenerConfiguration(
                    new MutableCacheEntryListenerConfiguration<>(
                        () -> new RecordingListener("heard", true, new Behaviour(false), journal),
                        null,
                        true,
                        true)));
    Counters<Object> counters = counters(cache);
    counters.increment("k", 1);
    counters.increment("k", 1, 5, Counters.NEVER);
    counters.increment("k", 2);
    counters.decrement("k", 10);
    counters.expire("k", Duration.ofHours(1));
    counters.expire("k", Duration.ZERO);
    CacheStatisticsMXBean statistics = cache.unwrap(CacheStatisticsMXBean.class);
    assertEquals(2, statistics.getCacheHits());
    assertEquals(2, statistics.getCacheMisses());
    assertEquals(3, statistics.getCachePuts());
    assertEquals(
        Map.of(
            "heard, key \"k\"",
            List.of(
                "CREATED Long 5",
                "UPDATED Long 5 to Long 7",
                "UPDATED Long 7 to Long 0",
                "EXPIRED Long 0")),
        journal.take());
  }

  @Test
  default void alwaysCas_countsTheSame() {
    Cache<String, Long> cache =
        place()
            .manager("cas", "cache-defaults.planner=always-cas")
            .createCache(
                "cache",
                new MutableConfiguration<String, Long>().setTypes(String.class, Long.class));
    Counters<String> counters = counters(cache);
    assertEquals(OptionalLong.empty(), counters.decrement("k", 1));
    assertEquals(3, counters.decrement("k", 1, 3, Counters.NEVER));
    assertEquals(OptionalLong.of(2), counters.decrement("k", 1));
    assertEquals(OptionalLong.of(0), counters.decrement("k", 5));
    assertEquals(OptionalLong.of(4), counters.increment("k", 4));
    assertTrue(counters.expire("k", Duration.ofHours(1)));
    assertEquals(4, cache.get("k"));
  }

  @Test
  default void threadsThatCount_eachSeeTheirOwnNumber() throws Exception {
    Cache<String, Long> cache = numbers();
    Counters<String> counters = counters(cache);
    List<Set<Long>> seen =
        Crowd.run(
            8,
            number -> {
              Set<Long> mine = new HashSet<>();
              for (int i = 0; i < 100; i++) {
                mine.add(counters.increment("hot", 1, 1, Counters.NEVER));
              }
              return mine;
            });
    Set<Long> all = new HashSet<>();
    seen.forEach(all::addAll);
    assertEquals(800, all.size());
    assertEquals(800, cache.get("hot"));
    assertNotNull(counters.decrement("hot", 1));
  }

  @Test
  default void countingAmongPuts_losesNothing() throws Exception {
    Cache<String, Long> cache = numbers();
    Counters<String> counters = counters(cache);
    AtomicInteger turn = new AtomicInteger();
    AtomicLong sum = new AtomicLong();
    cache.put("hot", 0L);
    Crowd.each(
        8,
        number -> {
          boolean puts = turn.getAndIncrement() % 4 == 0;
          for (int i = 0; i < 100; i++) {
            if (puts) {
              // Takes what was counted, and begins anew.
              sum.addAndGet(cache.getAndPut("hot", 0L));
            } else {
              counters.increment("hot", 1);
            }
          }
        });
    assertEquals(600, sum.get() + cache.get("hot"));
  }

  /** After each clear the numbers begin with 1 again, and each comes once, after the one before. */
  @Test
  default void countingAmongClears_isInOneOfThem() throws Exception {
    Cache<String, Long> cache = numbers();
    Counters<String> counters = counters(cache);
    int clears = 30;
    List<List<Long>> seen =
        Crowd.run(
            5,
            number -> {
              List<Long> mine = new ArrayList<>();
              for (int i = 0; i < (number == 0 ? clears : 300); i++) {
                if (number == 0) {
                  cache.clear();
                } else {
                  mine.add(counters.increment("hot", 1, 1, Counters.NEVER));
                }
              }
              return mine;
            });
    Map<Long, Integer> times = new HashMap<>();
    seen.forEach(mine -> mine.forEach(each -> times.merge(each, 1, Integer::sum)));
    int begun = times.getOrDefault(1L, 0);
    assertTrue(begun > 0 && begun <= clears + 1, "begun anew " + begun + " times");
    times.forEach(
        (each, often) ->
            assertTrue(
                each == 1 || often <= times.getOrDefault(each - 1, 0),
                each + " came " + often + " times, more often than the number before"));
  }
}
