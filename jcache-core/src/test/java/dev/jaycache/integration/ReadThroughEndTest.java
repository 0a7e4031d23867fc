package dev.jaycache.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.Test;

/** A loader is closed with its cache; whoever still wanted to load must not reach it. */
class ReadThroughEndTest {
  private final List<String> asked = new ArrayList<>();
  private final ReadThrough<String, Integer> loads =
      new ReadThrough<>(
          new CacheLoader<>() {
            @Override
            public Integer load(String key) {
              asked.add(key);
              return key.length();
            }

            @Override
            public Map<String, Integer> loadAll(Iterable<? extends String> keys) {
              Map<String, Integer> loaded = new HashMap<>();
              keys.forEach(key -> loaded.put(key, load(key)));
              return loaded;
            }
          },
          true);

  @Test
  void loaderOfAClosedCache_isNotAsked() {
    assertEquals(3, loads.load("one"));
    assertEquals(Map.of("two", 3), loads.loadAll(List.of("two")));
    loads.end();
    assertThrows(IllegalStateException.class, () -> loads.load("three"));
    assertThrows(IllegalStateException.class, () -> loads.loadAll(List.of("four")));
    assertEquals(List.of("one", "two"), asked);
  }
}
