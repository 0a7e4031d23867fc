package dev.jaycache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.Test;

/** A manager whose caches don't all close well. */
class ManagerCloseTest {
  private static final Set<String> NAMES = new TreeSet<>(Set.of("a", "b", "c"));

  private final Set<String> closed = new TreeSet<>();

  private final class Loader implements CacheLoader<String, String>, Closeable {
    private final String name;

    Loader(String name) {
      this.name = name;
    }

    @Override
    public String load(String key) {
      return key;
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
      return Map.of();
    }

    @Override
    public void close() {
      closed.add(name);
      throw new AssertionError(name);
    }
  }

  @Test
  void cacheThatThrows_keepsNothingElseOpen() {
    List<Cache<String, String>> caches = new ArrayList<>();
    try (JayCachingProvider provider = new JayCachingProvider()) {
      CacheManager manager = provider.getCacheManager();
      for (String name : NAMES) {
        caches.add(
            manager.createCache(
                name,
                new MutableConfiguration<String, String>()
                    .setReadThrough(true)
                    .setCacheLoaderFactory(() -> new Loader(name))));
      }
      AssertionError thrown = assertThrows(AssertionError.class, manager::close);
      assertEquals(2, thrown.getSuppressed().length);
      assertEquals(NAMES, closed);
      caches.forEach(cache -> assertTrue(cache.isClosed(), cache.getName()));
      ExecutorService executor = (ExecutorService) ((JayCacheManager) manager).executor();
      assertTrue(executor.isShutdown());
    }
  }
}
