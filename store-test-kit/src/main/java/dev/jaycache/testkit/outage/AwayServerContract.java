package dev.jaycache.testkit.outage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.Counters;
import dev.jaycache.processor.Processors;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.FactoryBuilder.SingletonFactory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CompletionListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What callers see while their server is away: what may miss does, and what would be a false answer
 * is thrown.
 */
abstract class AwayServerContract extends TolerantPlace {
  @ParameterizedTest
  @MethodSource("kinds")
  void operationsThatAnswerWhatWasThere_throw(String planner, Kind kind) {
    Cache<String, String> cache =
        manager(true, append(TOLERANT, "cache-defaults.planner=" + planner))
            .createCache("c", configuration(kind));
    fill(cache, "k");
    cutOff();
    // What goes out on a connection that was cut a moment ago has an unknown outcome. A read shows
    // that it is gone.
    while (cache.get("k") != null) {
      Thread.onSpinWait();
    }
    Map<String, Executable> operations =
        Map.of(
            "getAndPut", () -> cache.getAndPut("k", "v"),
            "putIfAbsent", () -> cache.putIfAbsent("k", "v"),
            "replace", () -> cache.replace("k", "v"),
            "getAndReplace", () -> cache.getAndReplace("k", "v"),
            "replace value", () -> cache.replace("k", "old", "v"),
            "getAndRemove", () -> cache.getAndRemove("k"),
            "remove value", () -> cache.remove("k", "old"),
            "invoke", () -> cache.invoke("k", (entry, more) -> entry.getValue()));
    operations.forEach((name, operation) -> assertThrows(CacheException.class, operation, name));
    assertThrows(
        CacheException.class,
        () ->
            cache
                .invokeAll(Set.of("k"), (entry, more) -> entry.getValue())
                .values()
                .forEach(result -> result.get()));
    assertEquals(0, failures(cache).getDroppedWrites());
    assertEquals(0, failures(cache).getSuspects(), "the caller knows that nothing was done");
    reconnect(cache);
    assertEquals("old", cache.get("k"));
  }

  @Test
  void counters_throw() {
    Cache<String, Long> numbers =
        manager(true, TOLERANT)
            .createCache(
                "n", new MutableConfiguration<String, Long>().setTypes(String.class, Long.class));
    @SuppressWarnings("unchecked")
    Counters<String> counters = numbers.unwrap(Counters.class);
    numbers.put("n", 5L);
    cutOff();
    assertThrows(CacheException.class, () -> counters.increment("n", 1));
    assertThrows(CacheException.class, () -> counters.decrement("n", 1, 7, Counters.NEVER));
    assertThrows(CacheException.class, () -> counters.expire("n", Counters.NEVER));
    assertThrows(CacheException.class, () -> numbers.invoke("n", Processors.increment(1L)));
    proxy().pass();
    while (numbers.get("n") == null) {
      Thread.onSpinWait();
    }
    assertEquals(5, numbers.get("n"));
  }

  @Test
  void readsOfAllKinds_miss() {
    Cache<String, String> cache = cache(texts());
    fill(cache, "k");
    cutOff();
    assertNull(cache.get("k"));
    assertFalse(cache.containsKey("k"));
    assertEquals(Map.of(), cache.getAll(Set.of("k", UNTOUCHED)));
    assertFalse(cache.iterator().hasNext());
    assertEquals(5, failures(cache).getMissedReads());
    assertEquals(0, failures(cache).getSuspects());
    reconnect(cache);
    assertEquals(Map.of("k", "old", UNTOUCHED, "old"), cache.getAll(Set.of("k", UNTOUCHED)));
  }

  @Test
  void iterator_endsWhereTheServerFails() {
    Cache<String, String> cache =
        manager(true, append(TOLERANT, "cache-defaults.bulk-size=1")).createCache("c", texts());
    fill(cache);
    for (int i = 0; i < 2_000; i++) {
      cache.put("k" + i, "v");
    }
    int seen = 0;
    for (Cache.Entry<String, String> entry : cache) {
      assertFalse(entry.getKey().isEmpty());
      if (++seen == 1) {
        cutOff();
      }
    }
    assertTrue(seen >= 1 && seen < 2_001, "saw " + seen);
    assertEquals(1, failures(cache).getMissedReads());
  }

  @Test
  void readThrough_asksTheLoader() {
    Cache<String, String> cache =
        cache(texts().setReadThrough(true).setCacheLoaderFactory(new SingletonFactory<>(source)));
    cutOff();
    assertEquals("loaded k", cache.get("k"));
    assertEquals(Map.of("k", "loaded k", "l", "loaded l"), cache.getAll(Set.of("k", "l")));
    CompletableFuture<Void> done = new CompletableFuture<>();
    cache.loadAll(
        Set.of("k", "m"),
        true,
        new CompletionListener() {
          @Override
          public void onCompletion() {
            done.complete(null);
          }

          @Override
          public void onException(Exception e) {
            done.completeExceptionally(e);
          }
        });
    done.join();
    proxy().pass();
    while (!cache.containsKey("k")) {
      assertEquals("loaded k", cache.get("k"));
    }
  }

  @Test
  void removeAllBesideAWriter_throws() {
    Cache<String, String> cache = cache(configuration(Kind.WRITER));
    fill(cache, "k");
    cutOff();
    assertThrows(CacheException.class, cache::removeAll);
    reconnect(cache);
    assertEquals("old", cache.get("k"));
  }

  private static final class Stranger implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void mistakesOfTheCaller_areThrownInAnyCase() {
    Cache<String, Object> cache =
        manager(true, TOLERANT)
            .createCache(
                "o",
                new MutableConfiguration<String, Object>().setTypes(String.class, Object.class));
    cache.put("k", "old");
    assertThrows(CacheException.class, () -> cache.put("k", new Stranger()));
    cutOff();
    assertThrows(CacheException.class, () -> cache.put("k", new Stranger()));
    assertThrows(ClassCastException.class, () -> puts(cache, 5));
    assertThrows(NullPointerException.class, () -> cache.get(null));
    assertEquals(0, failures(cache).getDroppedWrites());
    cache.close();
    assertThrows(IllegalStateException.class, () -> cache.get("k"));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static void puts(Cache cache, Object key) {
    cache.put(key, "v");
  }

  @Test
  void withoutTheSetting_everythingThrows() {
    Cache<String, String> cache =
        manager(true, PATIENT, "breaker.disable-time=1 ms").createCache("c", texts());
    fill(cache, "k");
    cutOff();
    assertThrows(CacheException.class, () -> cache.get("k"));
    assertThrows(CacheException.class, () -> cache.put("k", "v"));
    assertThrows(CacheException.class, () -> cache.iterator().hasNext());
    assertThrows(CacheException.class, cache::clear);
    assertThrows(CacheException.class, cache::removeAll);
    assertEquals(0, failures(cache).getSuspects());
  }
}
