package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RespClient;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.management.CacheStatisticsMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A bulk of which the server refuses one key: the others are done, counted and told. */
@ServerTest
class PartialBulkTest {
  private final RedisProcess server = SharedServers.of(Flavor.REDIS);
  private final RespClient client = server.connect();
  private final TestManagers managers = new TestManagers();
  private final List<String> created = new CopyOnWriteArrayList<>();
  private final Cache<String, Long> cache =
      managers.cache(
          server.uri(),
          new MutableConfiguration<String, Long>()
              .setStatisticsEnabled(true)
              .addCacheEntryListenerConfiguration(
                  new MutableCacheEntryListenerConfiguration<String, Long>(
                      () ->
                          (CacheEntryCreatedListener<String, Long>)
                              events -> events.forEach(event -> created.add(event.getKey())),
                      null,
                      false,
                      true)),
          "namespace=partial",
          "command-timeout=30 s");

  @AfterEach
  void close() {
    cache.clear();
    managers.close();
    client.close();
  }

  @Test
  void putAllThatFailsAtOneKey_tellsOfTheOthers() {
    client.text("RPUSH", "partial:cache:b", "in the way");
    Map<String, Long> values = new TreeMap<>(Map.of("a", 1L, "b", 2L, "c", 3L));
    CacheException e = assertThrows(CacheException.class, () -> cache.putAll(values));
    assertTrue(String.valueOf(e.getMessage()).contains("partial:cache:b"), e.getMessage());
    assertEquals(List.of("a", "c"), created.stream().sorted().toList());
    assertEquals(2, cache.unwrap(CacheStatisticsMXBean.class).getCachePuts());
    assertEquals(Map.of("a", 1L, "c", 3L), cache.getAll(Set.of("a", "b", "c")));
    assertThrows(CacheException.class, () -> cache.get("b"));
  }

  @Test
  void invokeAllThatFailsAtOneKey_tellsOfTheOthers() {
    client.text("RPUSH", "partial:cache:b", "in the way");
    assertThrows(
        CacheException.class,
        () ->
            cache.invokeAll(
                Set.of("a", "b", "c"),
                (entry, arguments) -> {
                  entry.setValue(1L);
                  return null;
                }));
    assertEquals(List.of("a", "c"), created.stream().sorted().toList());
    assertEquals(2, cache.unwrap(CacheStatisticsMXBean.class).getCachePuts());
  }
}
