package dev.jaycache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import javax.cache.Cache;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Expiry to the millisecond, by a clock that only the test moves. */
class ExactExpiryTest {
  private static final long START = 1_700_000_000_000L;
  private static final Duration TEN = new Duration(TimeUnit.MILLISECONDS, 10);

  /** A clock that stands still, but may be told to jump while it is being read. */
  private static final class Clock implements InstantSource {
    private long now = START;
    private int readsBeforeJump = -1;
    private long jump;

    void at(long millis) {
      now = START + millis;
    }

    /** Goes on by so many ms when it was read so many times more. */
    void jumpAfter(int reads, long millis) {
      readsBeforeJump = reads;
      jump = millis;
    }

    @Override
    public long millis() {
      if (readsBeforeJump >= 0 && readsBeforeJump-- == 0) {
        now += jump;
      }
      return now;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis());
    }
  }

  private final Clock clock = new Clock();
  private final JayCachingProvider provider = new JayCachingProvider(clock);
  private final List<String> expired = new CopyOnWriteArrayList<>();

  private Cache<String, String> cache(Factory<ExpiryPolicy> policy) {
    return provider
        .getCacheManager()
        .createCache(
            "cache",
            new MutableConfiguration<String, String>()
                .setExpiryPolicyFactory(policy)
                .addCacheEntryListenerConfiguration(
                    new MutableCacheEntryListenerConfiguration<String, String>(
                        () ->
                            (CacheEntryExpiredListener<String, String>)
                                events ->
                                    events.forEach(
                                        event ->
                                            expired.add("" + event.getKey() + event.getValue())),
                        null,
                        true,
                        true)));
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private void assertEndsAt(Cache<String, String> cache, String key, long millis) {
    clock.at(millis - 1);
    assertTrue(cache.containsKey(key), "1 ms before");
    clock.at(millis);
    assertFalse(cache.containsKey(key), "at the time");
    clock.at(millis + 1);
    assertFalse(cache.containsKey(key), "1 ms after");
    assertNull(cache.get(key));
    assertEquals(Map.of(), cache.getAll(Set.of(key)));
    assertFalse(cache.iterator().hasNext());
  }

  @Test
  void createdEntry_endsAtItsTimeWhateverIsDoneWithIt() {
    Cache<String, String> cache = cache(CreatedExpiryPolicy.factoryOf(TEN));
    cache.put("k", "a");
    clock.at(5);
    cache.put("k", "b");
    assertEquals("b", cache.get("k"));
    assertEndsAt(cache, "k", 10);
  }

  @Test
  void updatedEntry_endsByItsLastUpdate() {
    Cache<String, String> cache = cache(ModifiedExpiryPolicy.factoryOf(TEN));
    cache.put("k", "a");
    clock.at(9);
    cache.replace("k", "b");
    clock.at(12);
    assertEquals("b", cache.get("k"));
    assertEndsAt(cache, "k", 19);
  }

  @Test
  void accessedEntry_endsByItsLastAccess() {
    Cache<String, String> cache = cache(AccessedExpiryPolicy.factoryOf(TEN));
    cache.put("k", "a");
    clock.at(9);
    assertEquals("a", cache.get("k"));
    clock.at(12);
    assertFalse(cache.replace("k", "other", "b"), "a failed comparison is an access");
    clock.at(13);
    cache.put("k", "b");
    assertEndsAt(cache, "k", 22);
  }

  @Test
  void touchedEntry_endsByItsLastUse() {
    Cache<String, String> cache = cache(TouchedExpiryPolicy.factoryOf(TEN));
    cache.put("k", "a");
    clock.at(9);
    cache.iterator().next();
    clock.at(18);
    cache.invoke("k", (entry, arguments) -> entry.getValue());
    assertEndsAt(cache, "k", 28);
  }

  @Test
  void entryThatIsOver_isAbsentToEveryWriteAtThatMillisecond() {
    List<BiFunction<Cache<String, String>, String, Object>> writes =
        List.of(
            (cache, key) -> cache.getAndPut(key, "b"),
            (cache, key) -> cache.getAndRemove(key),
            (cache, key) -> cache.getAndReplace(key, "b"),
            (cache, key) -> cache.replace(key, "b") ? "replaced" : null,
            (cache, key) -> cache.remove(key) ? "removed" : null,
            (cache, key) -> cache.putIfAbsent(key, "b") ? null : "in the way",
            (cache, key) ->
                cache.invoke(key, (entry, arguments) -> entry.exists() ? "exists" : null));
    Cache<String, String> cache = cache(CreatedExpiryPolicy.factoryOf(TEN));
    for (int i = 0; i < writes.size(); i++) {
      for (long late : new long[] {0, 1}) {
        String key = "k" + i + late;
        clock.at(1_000 * i + 100 * late);
        cache.put(key, "a");
        clock.at(1_000 * i + 100 * late + 10 + late);
        assertNull(writes.get(i).apply(cache, key), key);
      }
    }
  }

  /** The map looks at the time, and then the store does: an entry may end in between. */
  @Test
  void entryThatEndsWithinAnOperation_isThereOrHasExpiredOnce() {
    Cache<String, String> cache = cache(CreatedExpiryPolicy.factoryOf(TEN));
    List<String> answers = new ArrayList<>();
    for (int reads = 0; reads < 6; reads++) {
      expired.clear();
      clock.at(1_000 * reads);
      String key = "k" + reads;
      cache.put(key, "a");
      clock.at(1_000 * reads + 9);
      clock.jumpAfter(reads, 1);
      String old = cache.getAndPut(key, "b");
      answers.add(String.valueOf(old));
      // Such events come in their order, so that after this one there is none on its way.
      cache.put("last", "");
      clock.at(1_000 * reads + 500);
      cache.remove("last");
      while (!expired.contains("last")) {
        Thread.onSpinWait();
      }
      long times = expired.stream().filter((key + "a")::equals).count();
      assertEquals(old == null ? 1 : 0, times, expired::toString);
    }
    assertEquals(List.of("null", "null"), answers.subList(0, 2), "ended before and between");
    assertEquals("a", answers.get(5));
  }
}
