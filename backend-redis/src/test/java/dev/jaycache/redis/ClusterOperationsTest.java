package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.redis.operations.ClusterInfo;
import dev.jaycache.redis.operations.ClusterRefresh;
import dev.jaycache.redis.operations.Pings;
import dev.jaycache.redis.operations.RedisOperations;
import dev.jaycache.report.Json;
import dev.jaycache.report.Table;
import dev.jaycache.store.Store;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What operators see of a cluster of three masters and three replicas, and do there. */
@ServerTest
@Timeout(120)
class ClusterOperationsTest {
  private static final String PASSWORD = "hunter2";

  private static RedisCluster cluster;

  private final RedisBackend backend =
      (RedisBackend) TestBackends.connect(cluster.uri(), "command-timeout = 2 s");
  private final RedisOperations operations = backend.operations();
  private final Store<byte[], byte[]> store = TestBackends.open(backend, "cache");

  @BeforeAll
  static void start() {
    cluster =
        RedisCluster.start(
            Flavor.REDIS,
            3,
            1,
            RedisOptions.PLAIN
                .withPassword(PASSWORD)
                .with("masterauth", PASSWORD)
                .with("cluster-node-timeout", "15000"));
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  @AfterEach
  void close() {
    backend.close();
  }

  private void touchEachMaster() {
    for (int i = 0; i < 60; i++) {
      Mutations.put(store, "k" + i, "v");
    }
  }

  private ClusterInfo info() {
    return operations.clusterInfo(null).get(0);
  }

  private static long masters(ClusterInfo info) {
    return info.nodes().stream().filter(node -> node.slotsAssigned() > 0).count();
  }

  private Map<String, Long> pings() {
    Map<String, Long> count = new TreeMap<>();
    operations.ping(null).get(0).nodes().forEach(node -> count.merge(node.status(), 1L, Long::sum));
    return count;
  }

  @Test
  void info_tellsWhoHasWhichPartOfTheWork() {
    touchEachMaster();
    ClusterInfo info = info();
    assertEquals("cluster", info.mode());
    assertEquals("SHARDS", info.clusterCommand());
    assertEquals(SlotTable.SLOTS, info.totalSlotsMapped());
    assertEquals(1, info.topologyRefreshes());
    long now = System.currentTimeMillis() / 1000;
    assertTrue(Math.abs(now - info.lastTopologyRefresh()) < 600, "in seconds: " + info);
    assertEquals(6, info.nodes().size());
    assertEquals(3, masters(info));
    long queries = 0;
    for (ClusterInfo.Node node : info.nodes()) {
      boolean master = node.slotsAssigned() > 0;
      assertEquals(master ? "connected" : "disconnected", node.status(), node::toString);
      assertEquals(master, node.queries() > 0, node::toString);
      assertEquals(master, node.lastActivity() >= 0, node::toString);
      queries += node.queries();
    }
    assertEquals(60 + 1, queries, "with the question who is who");
    assertEquals(queries, operations.statistics(null).get(0).queries());
  }

  @Test
  void replica_isDisconnectedUntilSomebodyConnects() {
    touchEachMaster();
    assertEquals(Map.of(Pings.REACHABLE, 3L, Pings.DISCONNECTED, 3L), pings());
    operations.connect(null);
    assertEquals(Map.of(Pings.REACHABLE, 6L), pings());
  }

  @Test
  void frozenNode_isUnreachableWithinTheDeadline() {
    touchEachMaster();
    RedisProcess frozen = cluster.nodes().get(0);
    frozen.pause();
    try {
      assertEquals(
          Map.of(Pings.REACHABLE, 2L, Pings.UNREACHABLE, 1L, Pings.DISCONNECTED, 3L), pings());
      Pings.Node node =
          operations.ping(null).get(0).nodes().stream()
              .filter(each -> each.status().equals(Pings.UNREACHABLE))
              .findFirst()
              .orElseThrow();
      assertEquals(frozen.port(), node.port());
      assertEquals(-1, node.latencyUs());
    } finally {
      frozen.resume();
    }
  }

  @Test
  void refresh_findsWhoBecameMaster() {
    touchEachMaster();
    RedisProcess master = cluster.nodes().get(1);
    RedisProcess replica = cluster.nodes().get(4);
    if (!master.cli("ROLE").startsWith("master")) {
      throw new IllegalStateException("the order of the cluster's nodes has changed");
    }
    cluster.failover(replica);
    while (!cluster.nodes().stream()
        .allMatch(node -> hasSlots(node, replica) && isReplica(node, master))) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    assertEquals(0, slots(replica.port()), "what was known before");
    assertEquals(
        List.of(new ClusterRefresh("default", "ok", null)), operations.clusterRefresh(null));
    assertTrue(slots(replica.port()) > 5000);
    assertEquals(0, slots(master.port()));
    assertEquals(2, info().topologyRefreshes());
    assertEquals(2, operations.statistics(null).get(0).topologyRefreshes());
    assertEquals(SlotTable.SLOTS, info().totalSlotsMapped());
  }

  /** Whether a node believes that another one has slots. */
  private static boolean hasSlots(RedisProcess asked, RedisProcess other) {
    return line(asked, other).split(" ").length > 8;
  }

  /** Whether a node believes that another one is a replica. */
  private static boolean isReplica(RedisProcess asked, RedisProcess other) {
    return line(asked, other).split(" ")[2].contains("slave");
  }

  private static String line(RedisProcess asked, RedisProcess other) {
    return asked
        .cli("CLUSTER", "NODES")
        .lines()
        .filter(line -> line.contains(":" + other.port() + "@"))
        .findFirst()
        .orElseThrow();
  }

  private int slots(int port) {
    return info().nodes().stream()
        .filter(node -> node.port() == port)
        .mapToInt(ClusterInfo.Node::slotsAssigned)
        .sum();
  }

  @Test
  void wrongGuess_isCountedAsMoved() {
    touchEachMaster();
    assertEquals(0, operations.statistics(null).get(0).moved());
    String key = "{moved}k";
    int slot = SlotTable.slot(new KeySpace(TestBackends.space("cache")).at(Mutations.key(key)));
    RedisProcess from = cluster.owner(slot);
    RedisProcess to =
        cluster.nodes().stream()
            .filter(node -> node != from && node.cli("ROLE").startsWith("master"))
            .findFirst()
            .orElseThrow();
    cluster.beginMove(slot, to);
    cluster.moveKeys(slot, from, to);
    cluster.endMove(slot, from, to);
    Mutations.put(store, key, "v");
    assertEquals(1, operations.statistics(null).get(0).moved());
    long moved =
        info().nodes().stream()
            .filter(node -> node.port() == from.port())
            .mapToLong(ClusterInfo.Node::moved)
            .sum();
    assertEquals(1, moved);
  }

  @Test
  void password_isNowhere() {
    touchEachMaster();
    String all =
        Json.of(operations.clusterInfo(null))
            + Table.of(operations.clusterInfo(null))
            + Json.of(operations.clusterRefresh(null))
            + Json.of(operations.ping(null))
            + Json.of(operations.statistics(null))
            + backend;
    assertFalse(all.contains(PASSWORD), all);
  }
}
