package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
  private static final int KEYS = 60;
  private static final int THREADS = 4;
  private static final RedisOptions OPTIONS =
      RedisOptions.PLAIN.with("cluster-node-timeout", "15000");

  private final TestManagers managers = new TestManagers();
  private final RedisCluster cluster = RedisCluster.start(Flavor.REDIS, 3, 0, OPTIONS);
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

  private Cache<String, String> cache(RedisCluster at, String flush) {
    return managers.cache(
        URI.create(at.uri()),
        new MutableConfiguration<String, String>().setTypes(String.class, String.class),
        "flush-on-reconnect=" + flush,
        "breaker.allowed-timeouts=-1",
        "connect-timeout=60 s",
        "command-timeout=60 s");
  }

  /** A cache of a JVM that knows all nodes. */
  private Cache<String, String> knowing(String flush) {
    Cache<String, String> cache = cache(cluster, flush);
    cache.getAll(union());
    return cache;
  }

  private Set<String> union() {
    Set<String> all = new TreeSet<>(elsewhere);
    all.addAll(there);
    return all;
  }

  private void fill(Cache<String, String> cache, String value) {
    Map<String, String> values = new TreeMap<>();
    union().forEach(key -> values.put(key, value));
    cache.putAll(values);
  }

  /** What is there, as soon as the node serves again. */
  private Map<String, String> served(Cache<String, String> cache) {
    while (true) {
      try {
        return cache.getAll(union());
      } catch (CacheException e) {
        // A node that was restarted serves nobody for two seconds.
        assertTrue(String.valueOf(e.getMessage()).contains("CLUSTERDOWN"), e::toString);
      }
    }
  }

  private void returnAsAnotherProcess() {
    node.kill();
    node.restart();
  }

  /** With all that it has; it serves again. */
  private void becomeAnother() {
    node.cli("SAVE");
    returnAsAnotherProcess();
    cluster.awaitAgreement();
  }

  private void cutConnections() {
    cluster.nodes().forEach(each -> each.cli("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"));
  }

  private String foreign() {
    int i = 0;
    while (cluster.owner(cluster.slot("foreign" + i)) != node) {
      i++;
    }
    return "foreign" + i;
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache", "database"})
  void nodeWithOldData_isFlushedOnceAndNoOther(String flush) {
    Cache<String, String> cache = knowing(flush);
    Cache<String, String> another = knowing(flush);
    fill(cache, "old");
    String foreign = foreign();
    node.cli("SET", foreign, "of others");
    node.cli("SAVE");
    fill(cache, "newer");
    returnAsAnotherProcess();
    assertEquals(elsewhere, served(cache).keySet());
    assertEquals(flush.equals("cache") ? "1" : "0", node.cli("EXISTS", foreign));
    fill(cache, "newest");
    assertEquals(union(), another.getAll(union()).keySet(), "it is flushed once");
    assertEquals(Set.of("newest"), new TreeSet<>(another.getAll(union()).values()));
    assertEquals(union(), cache(cluster, flush).getAll(union()).keySet());
  }

  @Test
  void nodeThatReturnsEmpty_isUsed() {
    Cache<String, String> cache = knowing("cache");
    fill(cache, "old");
    node.cli("FLUSHALL");
    node.cli("SAVE");
    fill(cache, "newer");
    returnAsAnotherProcess();
    assertEquals(elsewhere, served(cache).keySet());
    fill(cache, "newest");
    assertEquals(union(), cache.getAll(union()).keySet());
  }

  @Test
  void manyJvmsAndThreads_flushOnce() throws Exception {
    List<Cache<String, String>> caches = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      caches.add(knowing("database"));
    }
    fill(caches.get(0), "old");
    becomeAnother();
    ExecutorService threads = Executors.newFixedThreadPool(caches.size() * THREADS);
    CountDownLatch start = new CountDownLatch(caches.size() * THREADS);
    try {
      List<Future<Set<String>>> seen = new ArrayList<>();
      for (int i = 0; i < caches.size() * THREADS; i++) {
        Cache<String, String> cache = caches.get(i % caches.size());
        seen.add(
            threads.submit(
                () -> {
                  start.countDown();
                  start.await();
                  return cache.getAll(union()).keySet();
                }));
      }
      for (Future<Set<String>> each : seen) {
        assertEquals(elsewhere, each.get());
      }
    } finally {
      threads.shutdown();
    }
    String stats = node.cli("INFO", "commandstats");
    assertTrue(stats.contains("cmdstat_flushdb:calls=1,"), stats);
  }

  @Test
  void frozenNode_isTheSameProcess() {
    Cache<String, String> cache = knowing("cache");
    fill(cache, "v");
    node.pause();
    node.resume();
    cutConnections();
    assertEquals(union(), cache.getAll(union()).keySet());
  }

  @Test
  void slotsThatMoveBesideItsOwn_flushNothing() {
    Cache<String, String> first = knowing("cache");
    Cache<String, String> second = knowing("cache");
    becomeAnother();
    fill(first, "v");
    int last = 16_384 * 2 / 3 - 1;
    RedisProcess next = cluster.nodes().get(2);
    assertEquals(node, cluster.owner(last));
    assertEquals(next, cluster.owner(last + 1));
    move(last + 1, next, node);
    try {
      assertFlushedByNobody(first, second);
    } finally {
      move(last + 1, node, next);
    }
    move(last, node, next);
    try {
      assertFlushedByNobody(first, knowing("cache"));
    } finally {
      move(last, next, node);
    }
  }

  /** Neither those who know the node nor a JVM that does not. */
  @SafeVarargs
  private void assertFlushedByNobody(Cache<String, String>... known) {
    cutConnections();
    for (Cache<String, String> cache : known) {
      assertEquals(union(), cache.getAll(union()).keySet());
    }
    assertEquals(union(), cache(cluster, "cache").getAll(union()).keySet());
  }

  @Test
  void nodeWhoseMarksAllMovedAway_isFlushedByNobodyWhoKnowsTheProcess() {
    Cache<String, String> cache = knowing("cache");
    becomeAnother();
    fill(cache, "v");
    List<String> marks = node.cli("KEYS", "jaycache:%server:*").lines().toList();
    assertFalse(marks.isEmpty());
    List<Integer> slots = marks.stream().map(cluster::slot).toList();
    RedisProcess next = cluster.nodes().get(2);
    slots.forEach(slot -> move(slot, node, next));
    try {
      assertEquals("", node.cli("KEYS", "jaycache:%server:*"));
      assertFlushedByNobody(cache);
    } finally {
      slots.forEach(slot -> move(slot, next, node));
    }
  }

  @Test
  void replicaThatTakesOver_isAnotherNodeAndServed() {
    try (RedisCluster replicated = RedisCluster.start(Flavor.REDIS, 3, 1, OPTIONS)) {
      Cache<String, String> cache = cache(replicated, "cache");
      fill(cache, "v");
      RedisProcess master = replicated.nodes().get(1);
      RedisProcess replica = replicated.nodes().get(4);
      while (!replica.cli("DBSIZE").equals(master.cli("DBSIZE"))) {
        Thread.onSpinWait();
      }
      replicated.failover(replica);
      replicated.nodes().forEach(each -> each.cli("CLIENT", "KILL", "TYPE", "normal"));
      assertEquals(union(), cache.getAll(union()).keySet());
      assertEquals(union(), cache(replicated, "cache").getAll(union()).keySet());
    }
  }

  @Test
  void withoutTheSetting_oldDataAreServed() {
    Cache<String, String> cache = knowing("no");
    fill(cache, "old");
    becomeAnother();
    assertEquals("old", cache.get(there.iterator().next()));
    assertNull(cache.get("none"));
  }

  private void move(int slot, RedisProcess from, RedisProcess to) {
    cluster.beginMove(slot, to);
    cluster.moveKeys(slot, from, to);
    cluster.endMove(slot, from, to);
  }
}
