package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.redis.raw.MissingRepliesException;
import dev.jaycache.redis.raw.RedisPipeline;
import dev.jaycache.redis.raw.RedisServers;
import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.management.CacheStatisticsMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A bulk on a cluster of which one node lets nobody in: what the others did is told. */
@ServerTest
@Timeout(120)
class PartialClusterBulkTest {
  private static final int KEYS = 60;

  private final RedisCluster cluster = RedisCluster.start(Flavor.REDIS, 3, 0, RedisOptions.PLAIN);
  private final RedisProcess closed = cluster.nodes().get(1);
  private final TestManagers managers = new TestManagers();
  private final Set<String> created = new ConcurrentSkipListSet<>();
  private final Map<String, Long> values = new TreeMap<>();
  private final Set<String> served = new TreeSet<>();

  @BeforeEach
  void findOutWhoHasWhat() {
    cluster.nodes().forEach(node -> node.cli("ACL", "SETUSER", "eve", "on", ">pw", "~*", "+@all"));
    for (int i = 0; i < KEYS; i++) {
      values.put("k" + i, (long) i);
      if (cluster.owner(cluster.slot("partial:cache:k" + i)) != closed) {
        served.add("k" + i);
      }
    }
  }

  @AfterEach
  void close() {
    managers.close();
    cluster.close();
  }

  private Cache<String, Long> cache() {
    Cache<String, Long> cache =
        managers.cache(
            URI.create(cluster.uri().replace("://", "://eve:pw@")),
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
    // Everybody is known, and every node has let us in.
    cache.getAll(values.keySet());
    return cache;
  }

  @Test
  void putAll_tellsWhatWasDone() {
    Cache<String, Long> cache = cache();
    KilledClients.ofUser(closed, "eve");
    CacheException e = assertThrows(CacheException.class, () -> cache.putAll(values));
    String message = String.valueOf(e.getMessage());
    int refused = KEYS - served.size();
    assertTrue(message.contains(refused + " of " + KEYS) && message.contains("WRONGPASS"), message);
    assertTrue(message.contains(":" + closed.port()), message);
    assertFalse(e instanceof UnknownOutcomeException, "nothing was sent to that node");
    assertEquals(served, created);
    assertEquals(served.size(), cache.unwrap(CacheStatisticsMXBean.class).getCachePuts());
    assertEquals(served, cache.getAll(served).keySet());
    assertThrows(CacheException.class, () -> cache.getAll(values.keySet()));
    assertThrows(CacheException.class, () -> cache.iterator().forEachRemaining(entry -> {}));
  }

  @Test
  void pipeline_knowsWhatWasNotSent() {
    Cache<String, Long> cache = cache();
    KilledClients.ofUser(closed, "eve");
    RedisPipeline pipeline = RedisServers.of(cache.getCacheManager()).server().pipeline();
    values.keySet().forEach(key -> pipeline.add("SET %s v", "partial:cache:" + key));
    MissingRepliesException missing =
        assertThrows(MissingRepliesException.class, pipeline::execute);
    assertEquals(Set.of(), missing.unknown());
    int at = 0;
    for (String key : values.keySet()) {
      assertEquals(served.contains(key), missing.replies().get(at++) != null, key);
    }
  }
}
