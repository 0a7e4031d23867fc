package dev.jaycache.memcached.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.EntryExistsException;
import dev.jaycache.testkit.cache.CachePlace;
import dev.jaycache.testkit.server.ServerTest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each operation of JSR-107 on caches whose entries are written once: docs/configuration.md. */
@ServerTest
class NoOverwriteTest {
  private final CachePlace place = new CachePlace(ServerPlaces.of(1, "text"));
  private Cache<String, String> cache;

  @BeforeEach
  void open() {
    open("auto");
  }

  private void open(String planner) {
    cache =
        place
            .manager(
                planner,
                "cache-defaults.write-mode=no-overwrite",
                "cache-defaults.planner=" + planner)
            .createCache(
                planner,
                new MutableConfiguration<String, String>()
                    .setTypes(String.class, String.class)
                    .setReadThrough(true)
                    .setCacheLoaderFactory(Loader::new));
    cache.put("k", "first");
  }

  @AfterEach
  void close() {
    place.close();
  }

  /** Loads every key but those that begin with "no". */
  private static final class Loader implements CacheLoader<String, String> {
    @Override
    public String load(String key) {
      return key.startsWith("no") ? null : "loaded";
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
      Map<String, String> loaded = new HashMap<>();
      keys.forEach(key -> loaded.put(key, load(key)));
      return loaded;
    }
  }

  private void refused(Executable operation) {
    Throwable thrown = assertThrows(CacheException.class, operation);
    assertTrue(
        thrown instanceof EntryExistsException || thrown.getCause() instanceof EntryExistsException,
        () -> String.valueOf(thrown));
    assertEquals("first", cache.get("k"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "always-cas"})
  void whatWouldReplace_isRefused(String planner) {
    if (!planner.isEmpty()) {
      open(planner);
    }
    refused(() -> cache.put("k", "second"));
    refused(() -> cache.getAndPut("k", "second"));
    refused(() -> cache.replace("k", "second"));
    refused(() -> cache.replace("k", "first", "second"));
    refused(() -> cache.getAndReplace("k", "second"));
    refused(() -> cache.putAll(Map.of("k", "second", "no1", "new")));
    assertEquals("new", cache.get("no1"));
    refused(
        () ->
            cache.invoke(
                "k",
                (entry, more) -> {
                  entry.setValue("second");
                  return null;
                }));
    assertEquals("first", cache.invoke("k", (entry, more) -> entry.getValue()));
  }

  @Test
  void whatDoesNotReplace_isAsEver() throws Exception {
    assertFalse(cache.putIfAbsent("k", "second"));
    assertFalse(cache.replace("k", "other", "second"));
    assertFalse(cache.replace("no2", "second"));
    assertEquals("loaded", cache.get("load"));
    CompletionListenerFuture end = new CompletionListenerFuture();
    cache.loadAll(Set.of("k", "load2"), false, end);
    end.get(1, TimeUnit.MINUTES);
    assertEquals("first", cache.get("k"));
    CompletionListenerFuture replacing = new CompletionListenerFuture();
    cache.loadAll(Set.of("k"), true, replacing);
    ExecutionException refused =
        assertThrows(ExecutionException.class, () -> replacing.get(1, TimeUnit.MINUTES));
    assertTrue(refused.getCause() instanceof CacheException, () -> String.valueOf(refused));
    assertEquals("first", cache.get("k"));
    assertEquals("first", cache.getAndRemove("k"));
    cache.put("k", "again");
    assertTrue(cache.remove("k", "again"));
    assertTrue(cache.putIfAbsent("k", "third"));
    cache.removeAll(Set.of("k"));
    cache.put("k", "fourth");
    cache.clear();
    cache.put("k", "fifth");
    assertEquals("fifth", cache.get("k"));
    assertNull(cache.get("no3"));
  }
}
