package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node of a cluster that is not the process that it was, and what {@code flush-on-reconnect}
 * makes of it.
 */
@ServerTest
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReturnedNodeTest {
  private static final int KEYS = 30;

  private final TestManagers managers = new TestManagers();
  private final RedisCluster cluster =
      RedisCluster.start(
          Flavor.REDIS, 3, 0, RedisOptions.PLAIN.with("cluster-node-timeout", "15000"));
  private final RedisProcess node = cluster.nodes().get(1);
  private final Set<String> elsewhere = new TreeSet<>();
  private final Set<String> there = new TreeSet<>();

  @BeforeAll
  void findOutWhoHasWhat() {
    for (int i = 0; i < KEYS; i++) {
      boolean atNode = cluster.owner(cluster.slot("jaycache:cache:k" + i)) == node;
      (atNode ? there : elsewhere).add("k" + i);
    }
  }

  @BeforeEach
  void empty() {
    cluster.nodes().forEach(each -> each.cli("FLUSHALL"));
  }

  @AfterEach
  void closeManagers() {
    managers.close();
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  private Cache<String, String> cache(String flush) {
    return managers.cache(
        URI.create(cluster.uri()),
        new MutableConfiguration<String, String>().setTypes(String.class, String.class),
        "flush-on-reconnect=" + flush,
        "breaker.allowed-timeouts=-1",
        "connect-timeout=60 s",
        "command-timeout=60 s");
  }

  private Cache<String, String> filled(String flush) {
    Cache<String, String> cache = cache(flush);
    Map<String, String> values = new TreeMap<>();
    elsewhere.forEach(key -> values.put(key, "old"));
    there.forEach(key -> values.put(key, "old"));
    cache.putAll(values);
    return cache;
  }

  /** A key of somebody else at the node. */
  private String foreign() {
    int i = 0;
    while (cluster.owner(cluster.slot("foreign" + i)) != node) {
      i++;
    }
    return "foreign" + i;
  }

  private void returnWithOldData() {
    node.cli("SAVE");
    node.kill();
    node.restart();
  }

  /** The value, as soon as the cluster serves the key again. */
  private static String served(Cache<String, String> cache, String key) {
    while (true) {
      try {
        return cache.get(key);
      } catch (CacheException e) {
        // A node that was restarted serves nobody for two seconds.
        assertTrue(String.valueOf(e.getMessage()).contains("CLUSTERDOWN"), e::toString);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache", "database"})
  void nodeThatReturns_isFlushedAndNoOther(String flush) {
    Cache<String, String> cache = filled(flush);
    Cache<String, String> another = cache(flush);
    assertEquals(KEYS, another.getAll(union()).size());
    String foreign = foreign();
    node.cli("SET", foreign, "of others");
    returnWithOldData();
    String first = there.iterator().next();
    assertNull(served(cache(flush), first), "a JVM that starts after the return");
    for (String key : there) {
      assertNull(another.get(key), key);
      assertNull(cache.get(key), key);
    }
    assertEquals(elsewhere, cache.getAll(union()).keySet());
    assertEquals(flush.equals("cache") ? "1" : "0", node.cli("EXISTS", foreign));
    cache.put(first, "new");
    managers.close();
    assertEquals("new", cache(flush).get(first), "it is flushed once");
  }

  private Set<String> union() {
    Set<String> all = new TreeSet<>(elsewhere);
    all.addAll(there);
    return all;
  }

  @Test
  void frozenNode_isTheSameProcess() {
    Cache<String, String> cache = filled("cache");
    node.pause();
    node.resume();
    node.cli("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    assertEquals(union(), cache.getAll(union()).keySet());
  }

  @Test
  void slotsThatMove_flushNothing() {
    Cache<String, String> cache = filled("cache");
    int last = 16_384 * 2 / 3 - 1;
    assertEquals(node, cluster.owner(last), "the slot of the node's mark");
    RedisProcess to = cluster.nodes().get(0);
    move(last, node, to);
    try {
      for (RedisProcess each : cluster.nodes()) {
        each.cli("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      }
      assertEquals(union(), cache.getAll(union()).keySet());
      assertEquals(union(), cache("cache").getAll(union()).keySet());
    } finally {
      move(last, to, node);
    }
  }

  private void move(int slot, RedisProcess from, RedisProcess to) {
    cluster.beginMove(slot, to);
    cluster.moveKeys(slot, from, to);
    cluster.endMove(slot, from, to);
  }
}
