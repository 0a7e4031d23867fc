package dev.jaycache.memcached.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.testkit.cache.CachePlace;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code near.validate = cas} on a real server: what it sends, and what callers are told. */
@ServerTest
@Timeout(60)
class NearValidationTest {
  private static final String LONG = "v".repeat(50_000);

  /** One worker counts what it has sent before it looks at what comes next: {@link #sent}. */
  private final MemcachedProcess server = MemcachedProcess.start("-t", "1");

  private final CachePlace place = new CachePlace(ServerPlaces.of(List.of(server), "text"));

  @AfterEach
  void close() {
    place.close();
    server.close();
  }

  private <V> Cache<String, V> open(String manager, Class<V> type, String... settings) {
    return place
        .manager(manager, settings)
        .createCache("cache", new MutableConfiguration<String, V>().setTypes(String.class, type));
  }

  private <V> Cache<String, V> near(Class<V> type) {
    return open(
        "near",
        type,
        "cache-defaults.near.enabled=true",
        "cache-defaults.near.max-staleness=1 ms",
        "cache-defaults.near.validate=cas");
  }

  private static long counted(Cache<?, ?> cache, String name) {
    return cache.unwrap(CacheStatistics.class).storeCounters().get(name);
  }

  private static long confirmed(Cache<?, ?> cache) {
    return counted(cache, "near-validations-confirmed");
  }

  /** What clients have got by now, the answers to this question among it. */
  private long sent() {
    return Long.parseLong(server.stats().get("bytes_written"));
  }

  @Test
  void unchangedValue_isSentOnce() {
    Cache<String, String> near = near(String.class);
    Cache<String, String> other = open("other", String.class);
    other.put("k", LONG);
    long begin = sent();
    assertEquals(LONG, near.get("k"));
    assertTrue(sent() - begin >= LONG.length());
    long before = sent();
    while (confirmed(near) < 50) {
      assertEquals(LONG, near.get("k"));
    }
    assertTrue(sent() - before < LONG.length(), () -> "sent " + (sent() - before));
    assertEquals(0, counted(near, "near-validations-failed"));
    other.put("k", "short");
    String told = near.get("k");
    while (!told.equals("short")) {
      assertEquals(LONG, told);
      told = near.get("k");
    }
    assertEquals(1, counted(near, "near-validations-failed"));
    near.put("k", "mine");
    assertEquals("mine", near.get("k"));
    other.remove("k");
    while (near.get("k") != null) {
      assertEquals(1, counted(near, "near-entries"));
    }
    assertEquals(2, counted(near, "near-validations-failed"));
  }

  @Test
  void manyKeys_areToldAsTheyAre() {
    Cache<String, String> near = near(String.class);
    Cache<String, String> other = open("other", String.class);
    Map<String, String> expected = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      expected.put("k" + i, LONG + i);
    }
    other.putAll(expected);
    Set<String> keys = expected.keySet();
    assertEquals(expected, near.getAll(keys));
    long before = sent();
    while (confirmed(near) < 500) {
      assertEquals(expected, near.getAll(keys));
    }
    assertTrue(sent() - before < 50L * LONG.length(), () -> "sent " + (sent() - before));
    other.put("k7", "new");
    expected.put("k7", "new");
    while (!near.getAll(keys).equals(expected)) {
      assertEquals(0, counted(near, "near-validations-failed"));
    }
  }

  @Test
  @SuppressWarnings("rawtypes")
  void mutableValue_isEachCallersOwn() {
    Cache<String, ArrayList> near = near(ArrayList.class);
    near.put("k", new ArrayList<>(List.of("a")));
    while (confirmed(near) < 5) {
      ArrayList<?> first = near.get("k");
      ArrayList<?> second = near.get("k");
      assertEquals(List.of("a"), first);
      assertNotSame(first, second);
      first.clear();
    }
  }

  @Test
  void serverThatWasStartedAnew_hasNothingOfBefore() {
    Cache<String, String> near = near(String.class);
    near.put("k", "old");
    while (confirmed(near) < 1) {
      assertEquals("old", near.get("k"));
    }
    server.restart();
    while (near.get("k") != null) {
      assertEquals(1, counted(near, "near-entries"));
    }
    near.put("k", "new");
    assertEquals("new", near.get("k"));
  }
}
