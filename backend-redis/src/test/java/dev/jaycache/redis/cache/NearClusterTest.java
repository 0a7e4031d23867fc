package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RespClient;
import dev.jaycache.testkit.server.ServerTest;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A near cache is told of changes at each master of a cluster, also while masters change. */
@ServerTest
@Timeout(180)
class NearClusterTest {
  private static final MutableConfiguration<String, String> STRINGS =
      new MutableConfiguration<String, String>()
          .setTypes(String.class, String.class)
          .setStatisticsEnabled(true);

  private final RedisCluster cluster =
      RedisCluster.start(
          Flavor.REDIS, 3, 1, RedisOptions.PLAIN.with("cluster-node-timeout", "2000"));
  private final TestManagers managers = new TestManagers();
  private final URI uri = URI.create(cluster.uri());

  /** So long that only what the servers tell can end a copy. */
  private final Cache<String, String> near =
      managers.cache(
          uri,
          STRINGS,
          "cache-defaults.near.enabled=true",
          "cache-defaults.near.max-staleness=1 d",
          "command-timeout=10 s");

  private final Cache<String, String> other = managers.cache(uri, STRINGS, "command-timeout=10 s");

  @AfterEach
  void close() {
    managers.close();
    cluster.close();
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static long proofAge(Cache<?, ?> cache) {
    return cache.unwrap(CacheStatistics.class).storeCounters().get("near-proof-age-ms");
  }

  private static String tried(Cache<String, String> cache, String key) {
    try {
      return String.valueOf(cache.get(key));
    } catch (CacheException e) {
      return "";
    }
  }

  private static boolean isPut(Cache<String, String> cache, String key, String value) {
    try {
      cache.put(key, value);
      return true;
    } catch (CacheException e) {
      return false;
    }
  }

  /** A key for each master. */
  private Map<RedisProcess, String> keys() {
    Map<RedisProcess, String> keys = new HashMap<>();
    for (int i = 0; keys.size() < 3; i++) {
      keys.putIfAbsent(cluster.owner(cluster.slot("jaycache:cache:k" + i)), "k" + i);
    }
    return keys;
  }

  @Test
  void eachMaster_tells() {
    await(() -> proofAge(near) >= 0);
    for (String key : keys().values()) {
      other.put(key, "a");
      assertEquals("a", near.get(key));
      other.put(key, "b");
      await(() -> "b".equals(near.get(key)));
    }
  }

  @Test
  void slotThatMoves_isTold() {
    await(() -> proofAge(near) >= 0);
    Map<RedisProcess, String> keys = keys();
    RedisProcess from = keys.keySet().iterator().next();
    RedisProcess to = keys.keySet().stream().filter(node -> node != from).findFirst().orElseThrow();
    String key = keys.get(from);
    int slot = cluster.slot("jaycache:cache:" + key);
    other.put(key, "a");
    assertEquals("a", near.get(key));
    cluster.beginMove(slot, to);
    cluster.moveKeys(slot, from, to);
    other.put(key, "b");
    await(() -> "b".equals(near.get(key)));
    cluster.endMove(slot, from, to);
    other.put(key, "c");
    await(() -> "c".equals(near.get(key)));
  }

  @Test
  void replicaThatBecomesMaster_tells() {
    await(() -> proofAge(near) >= 0);
    Map<RedisProcess, String> keys = keys();
    RedisProcess lost = cluster.nodes().get(0);
    String key = keys.get(lost);
    other.put(key, "a");
    assertEquals("a", near.get(key));
    lost.kill();
    await(() -> isPut(other, key, "b"));
    await(() -> "b".equals(tried(near, key)));
    // What comes later is told by the new master.
    other.put(key, "c");
    await(() -> "c".equals(tried(near, key)));
    other.put(key, "d");
    await(() -> "d".equals(tried(near, key)));
  }

  @Test
  void acknowledgedWriteThatAFailoverLoses_isForgotten() {
    await(() -> proofAge(near) >= 0);
    RedisProcess lost = cluster.nodes().get(0);
    RedisProcess replica = cluster.nodes().get(3);
    String key = keys().get(lost);
    other.put(key, "a");
    try (RespClient client = replica.connect()) {
      client.text("READONLY");
      await(() -> client.text("EXISTS", "jaycache:cache:" + key).equals("1"));
    }
    replica.pause();
    // What comes now has nowhere to go: not even to a buffer that the replica will read.
    lost.cli("CLIENT", "KILL", "TYPE", "replica");
    other.put(key, "b");
    await(() -> "b".equals(near.get(key)));
    lost.kill();
    replica.resume();
    await(() -> "a".equals(tried(near, key)));
    await(() -> isPut(other, key, "c"));
    await(() -> "c".equals(tried(near, key)));
  }
}
