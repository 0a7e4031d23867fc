package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many threads on few keys: each listener hears each key's events as they happened. */
interface EventOrderContract extends CacheChapter {
  /** The keys. */
  List<String> KEYS = List.of("k0", "k1", "k2");

  private static void change(Cache<String, String> cache, Random random, String value) {
    String key = KEYS.get(random.nextInt(KEYS.size()));
    switch (random.nextInt(11)) {
      case 0 -> cache.put(key, value);
      case 1 -> cache.getAndPut(key, value);
      case 2 -> cache.putIfAbsent(key, value);
      case 3 -> cache.remove(key);
      case 4 -> cache.getAndRemove(key);
      case 5 -> cache.replace(key, value);
      case 6 -> cache.putAll(Map.of("k0", value, "k1", value + "'", "k2", value + "\""));
      case 7 -> cache.removeAll(new HashSet<>(List.of(key, "k0")));
      case 8 -> cache.get(key);
      case 9 -> cache.getAll(Set.copyOf(KEYS));
      default ->
          cache.invoke(
              key,
              (entry, arguments) -> {
                if (entry.exists() && random.nextBoolean()) {
                  entry.remove();
                } else {
                  entry.setValue(value);
                }
                return null;
              });
    }
  }

  private static void runAndCompare(Cache<String, String> cache) throws Exception {
    Heard<String, String> synchronous = new Heard<>();
    Heard<String, String> asynchronous = new Heard<>();
    Map<String, Integer> inside = new ConcurrentHashMap<>();
    Heard<String, String> alone =
        new Heard<>(
            event -> {
              assertNull(inside.put(event.getKey(), 1), "two events of one key at once");
              LockSupport.parkNanos(1_000);
              inside.remove(event.getKey());
            });
    cache.registerCacheEntryListener(synchronous.registered(true));
    cache.registerCacheEntryListener(asynchronous.registered(false));
    cache.registerCacheEntryListener(alone.registered(true));
    Crowd.each(
        8,
        number -> {
          Random random = new Random(number);
          for (int i = 0; i < 150; i++) {
            change(cache, random, number + "." + i);
          }
        });
    int events = synchronous.count();
    assertTrue(events > 300, "only " + events + " events");
    CacheChapter.until(() -> asynchronous.count() == events, "the asynchronous events came");
    assertEquals(events, alone.count());
    for (String key : KEYS) {
      String last = CacheChapter.peek(cache, key);
      assertNull(synchronous.brokenChain(key, last));
      assertNull(asynchronous.brokenChain(key, last));
      assertEquals(synchronous.words(key).subList(0, 1), alone.words(key).subList(0, 1));
    }
  }

  @Test
  default void threadsOnFewKeys_areHeardInOrder() throws Exception {
    runAndCompare(open());
  }

  @Test
  default void threadsOnFewKeysOfAnOpaquePolicy_areHeardInOrder() throws Exception {
    runAndCompare(
        open(new MutableConfiguration<String, String>().setExpiryPolicyFactory(Fickle::new)));
  }

  /** A policy that ends an entry with one read in four. */
  final class Fickle implements ExpiryPolicy {
    private final Random random = new Random(1);

    @Override
    public Duration getExpiryForCreation() {
      return Duration.ETERNAL;
    }

    @Override
    public @Nullable Duration getExpiryForAccess() {
      return random.nextInt(4) == 0 ? Duration.ZERO : null;
    }

    @Override
    public @Nullable Duration getExpiryForUpdate() {
      return random.nextInt(4) == 0 ? Duration.ZERO : Duration.ONE_HOUR;
    }
  }
}
