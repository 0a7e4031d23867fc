package dev.jaycache.testkit.outage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.Counters;
import dev.jaycache.processor.Processors;
import dev.jaycache.statistics.FailureStatistics;
import dev.jaycache.testkit.server.ServerTest;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.FactoryBuilder.SingletonFactory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CompletionListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cache with {@code on-error = miss} and a server that goes away with its data and comes back
 * with them: what was dropped meanwhile is never served again, what could not be dropped without a
 * false answer was thrown, and the rest is as it was.
 */
@ServerTest
@Timeout(300)
public abstract class OutageContract extends OutagePlace {
  /** What a cache has that may change its plans. */
  enum Kind {
    PLAIN,
    LISTENER,
    WRITER
  }

  private static final String MISS = "cache-defaults.on-error=miss";
  private static final String PATIENT = "command-timeout=60 s";

  /** A server that refuses is tried again at once, so that no test waits. */
  private static final String[] TOLERANT = {
    MISS, PATIENT, "connect-timeout=60 s", "breaker.disable-time=1 ms"
  };

  private final Source source = new Source();

  static Stream<Arguments> kinds() {
    return Stream.of("auto", "always-cas")
        .flatMap(planner -> Stream.of(Kind.values()).map(kind -> Arguments.of(planner, kind)));
  }

  private MutableConfiguration<String, String> configuration(Kind kind) {
    return switch (kind) {
      case PLAIN -> texts();
      case LISTENER ->
          texts()
              .addCacheEntryListenerConfiguration(
                  new MutableCacheEntryListenerConfiguration<>(() -> source, null, true, true));
      case WRITER ->
          texts().setWriteThrough(true).setCacheWriterFactory(new SingletonFactory<>(source));
    };
  }

  private Cache<String, String> cache(MutableConfiguration<String, String> configuration) {
    return manager(true, TOLERANT).createCache("c", configuration);
  }

  private Cache<String, String> elsewhere() {
    return manager(false, PATIENT).createCache("c", texts());
  }

  private static void fill(Cache<String, String> cache, String... keys) {
    cache.put(UNTOUCHED, "old");
    for (String key : keys) {
      cache.put(key, "old");
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void droppedWrites_areSeenByNobodyAgain(String planner, Kind kind) {
    String[] all = {"put", "putAll 1", "putAll 2", "remove", "removeAll", "load", "put, remove"};
    Cache<String, String> cache =
        manager(true, append(TOLERANT, "cache-defaults.planner=" + planner))
            .createCache("c", configuration(kind));
    Cache<String, String> elsewhere = elsewhere();
    fill(cache, all);
    source.heard.clear();
    cutOff();
    cache.put("put", "new");
    cache.putAll(Map.of("putAll 1", "new", "putAll 2", "new"));
    assertFalse(cache.remove("remove"));
    cache.removeAll(Set.of("removeAll"));
    cache.put("put, remove", "new");
    cache.remove("put, remove");
    cache.put("load", "new");
    for (String key : all) {
      assertNull(cache.get(key), key);
    }
    assertNull(cache.get(UNTOUCHED), "nothing can be read now");
    assertEquals(List.of(), source.heard, "what was dropped is no event");
    assertEquals(8, failures(cache).getDroppedWrites());
    assertEquals(all.length + 1, failures(cache).getMissedReads());
    assertEquals("old", elsewhere.get("put"), "others reach the server");
    reconnect(cache);
    for (String key : all) {
      assertNull(cache.get(key), key);
    }
    assertEquals(0, failures(cache).getSuspects());
    for (String key : all) {
      assertNull(elsewhere.get(key), key);
    }
    if (kind == Kind.WRITER) {
      assertEquals(
          Map.of(
              UNTOUCHED, "old", "put", "new", "putAll 1", "new", "putAll 2", "new", "load", "new"),
          source.values,
          "the writer was told of all");
    }
    cache.put("put", "newest");
    assertEquals("newest", cache.get("put"));
  }

  private static String[] append(String[] settings, String more) {
    return Stream.concat(Stream.of(settings), Stream.of(more)).toArray(String[]::new);
  }

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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsClearedMeanwhile_isSeenByNobodyAgain(boolean removed) {
    Cache<String, String> cache = cache(texts());
    Cache<String, String> elsewhere = elsewhere();
    fill(cache, "k", "l");
    cutOff();
    if (removed) {
      cache.removeAll();
    } else {
      cache.clear();
    }
    assertEquals(FailureStatistics.ALL_SUSPECT, failures(cache).getSuspects());
    proxy().pass();
    // Nobody uses this cache now: it is cleared in the background.
    while (elsewhere.containsKey("k") || elsewhere.containsKey(UNTOUCHED)) {
      assertNull(cache.get("l"));
    }
    while (failures(cache).getSuspects() != 0) {
      assertNull(cache.get("l"));
    }
    assertNull(elsewhere.get("l"));
    cache.put("k", "new");
    assertEquals("new", elsewhere.get("k"));
    assertEquals("new", cache.get("k"));
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

  @Test
  void suspects_areRemovedInTheBackground() {
    Cache<String, String> cache = cache(texts());
    Cache<String, String> elsewhere = elsewhere();
    fill(cache, "k", "l");
    cutOff();
    cache.put("k", "new");
    cache.remove("l");
    assertEquals(2, failures(cache).getSuspects());
    proxy().pass();
    while (failures(cache).getSuspects() != 0) {
      Thread.onSpinWait();
    }
    assertFalse(elsewhere.containsKey("k"));
    assertFalse(elsewhere.containsKey("l"));
    assertEquals("old", elsewhere.get(UNTOUCHED));
  }

  @Test
  void putAfterTheOutage_endsTheSuspicion() {
    Cache<String, String> cache = cache(texts());
    fill(cache, "k");
    cutOff();
    cache.put("k", "lost");
    reconnect(cache);
    cache.put("k", "new");
    assertEquals("new", cache.get("k"));
    assertEquals(0, failures(cache).getSuspects());
    assertEquals("new", elsewhere().get("k"));
  }

  @Test
  void whatOthersWroteMeanwhile_mayGoAndNothingOldComesBack() {
    Cache<String, String> cache = cache(texts());
    Cache<String, String> elsewhere = elsewhere();
    fill(cache, "k");
    cutOff();
    cache.remove("k");
    elsewhere.put("k", "theirs");
    reconnect(cache);
    String seen = cache.get("k");
    assertTrue(seen == null || seen.equals("theirs"), seen);
    elsewhere.put("k", "theirs, later");
    assertEquals("theirs, later", cache.get("k"));
  }

  @Test
  void serverThatIsRestartedEmpty_isUsedAgain() {
    Cache<String, String> cache = cache(texts());
    fill(cache, "k");
    server().kill();
    cache.put("k", "lost");
    assertNull(cache.get(UNTOUCHED));
    server().restart();
    while (cache.get("k") == null) {
      cache.put("k", "new");
    }
    assertEquals("new", cache.get("k"));
    assertNull(cache.get(UNTOUCHED));
  }

  /** Values that were sent to a frozen server arrive when it goes on. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 2})
  void valuesThatArriveLate_areServedToNobody(int allowedTimeouts) {
    Cache<String, String> cache =
        manager(
                true,
                MISS,
                "command-timeout=250 ms",
                "breaker.allowed-timeouts=" + allowedTimeouts,
                "breaker.disable-time=20 ms")
            .createCache("c", texts());
    Cache<String, String> elsewhere = elsewhere();
    fill(elsewhere, "k", "l");
    awaitBack(cache);
    server().pause();
    cache.put("k", "lost 1");
    cache.remove("k");
    cache.put("l", "lost 2");
    cache.put("l", "lost 3");
    cache.remove("l");
    assertNull(cache.get("k"));
    server().resume();
    do {
      assertNull(cache.get("k"));
      assertNull(cache.get("l"));
    } while (failures(cache).getSuspects() != 0);
    assertNull(cache.get("k"));
    assertNull(elsewhere.get("k"));
    assertNull(elsewhere.get("l"));
    assertEquals("old", elsewhere.get(UNTOUCHED));
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
