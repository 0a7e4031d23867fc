package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.redis.operations.ClusterInfo;
import dev.jaycache.redis.operations.ClusterRefresh;
import dev.jaycache.redis.operations.Pings;
import dev.jaycache.redis.operations.RedisOperations;
import dev.jaycache.redis.operations.RedisStatistics;
import dev.jaycache.report.Json;
import dev.jaycache.report.Table;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of servers that are no cluster, and do there. */
@ServerTest
@Timeout(60)
class RedisOperationsTest {
  private static final String PASSWORD = "hunter2";

  private final RedisProcess server =
      RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.withPassword(PASSWORD));
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    server.close();
  }

  private RedisBackend backend(String uri, String lines) {
    RedisBackend backend = (RedisBackend) TestBackends.connect(uri, lines);
    open.add(0, backend);
    return backend;
  }

  private RedisBackend backend() {
    return backend(server.uri().toString(), "");
  }

  /** All that is shown, which must not hold a secret. */
  private static String shown(RedisOperations operations) {
    StringBuilder all = new StringBuilder();
    for (List<? extends Record> each :
        List.of(
            operations.clusterInfo(null),
            operations.clusterRefresh(null),
            operations.ping(null),
            operations.statistics(null))) {
      all.append(Json.of(each)).append(Table.of(each));
    }
    return all.toString();
  }

  private static String withoutNumbers(List<? extends Record> records) {
    return Json.of(records).replaceAll("[0-9]+", "N").replace("N.N.N.N", "IP");
  }

  @Test
  void fields_areThoseOfTheSystemsThatWereThereBefore() {
    RedisBackend backend = backend();
    RedisOperations operations = backend.operations();
    Mutations.put(TestBackends.open(backend, "cache"), "k", "v");

    assertEquals(
        "[{\"group\":\"default\",\"url\":\"redis://IP:N\",\"mode\":\"single\","
            + "\"transport\":\"tcp\",\"cluster_command\":\"none\",\"topology_refreshes\":N,"
            + "\"last_topology_refresh\":N,\"nodes\":[{\"ip\":\"IP\",\"port\":N,"
            + "\"status\":\"connected\",\"slots_assigned\":N,\"queries\":N,\"errors\":N,"
            + "\"moved\":N,\"last_activity\":N}],\"total_slots_mapped\":N}]",
        withoutNumbers(operations.clusterInfo(null)));
    assertEquals(
        "[{\"group\":\"default\",\"status\":\"skipped (not cluster mode)\"}]",
        withoutNumbers(operations.clusterRefresh(null)));
    assertEquals(
        "[{\"group\":\"default\",\"nodes\":[{\"ip\":\"IP\",\"port\":N,"
            + "\"status\":\"reachable\",\"latency_us\":N}]}]",
        withoutNumbers(operations.ping(null)));
    assertEquals(
        "[{\"group\":\"default\",\"queries\":N,\"failed\":N,\"moved\":N,"
            + "\"topology_refreshes\":N,\"suspects\":N,\"nodes\":[{\"ip\":\"IP\",\"port\":N,"
            + "\"breaker\":\"closed\",\"breaker_opened\":N,\"kept_away\":N,\"pool_idle\":N,"
            + "\"pool_in_use\":N,\"pool_limit\":N,\"pool_waiting\":N,\"lanes\":N,"
            + "\"lanes_in_use\":N,\"lanes_waiting\":N}]}]",
        withoutNumbers(operations.statistics(null)));
    assertFalse(shown(operations).contains(PASSWORD));
  }

  @Test
  void unixSocket_isShownByItsPath(@TempDir Path folder) {
    Path path = folder.resolve("redis.sock");
    try (RedisProcess local =
        RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.with("unixsocket", path.toString()))) {
      RedisBackend backend = backend("redis+unix://" + path, "");
      Mutations.put(TestBackends.open(backend, "cache"), "k", "v");

      ClusterInfo info = backend.operations().clusterInfo(null).get(0);
      assertEquals("unix", info.transport());
      assertEquals("redis+unix://" + path, info.url());
      String shown =
          withoutNumbers(backend.operations().ping(null)).replaceAll("\"[^\"]*sock\"", "PATH");
      assertEquals(
          "[{\"group\":\"default\",\"nodes\":[{\"socket_path\":PATH,"
              + "\"status\":\"reachable\",\"latency_us\":N}]}]",
          shown);
      assertTrue(local.isAlive());
    }
  }

  private static ClusterInfo.Node node(RedisBackend backend) {
    return backend.operations().clusterInfo(null).get(0).nodes().get(0);
  }

  @Test
  void counters_tellWhatHappenedAtTheServer() {
    RedisBackend backend = backend();
    assertEquals("disconnected", node(backend).status());
    assertEquals(0, node(backend).queries());
    assertEquals(-1, node(backend).lastActivity());

    Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
    for (int i = 0; i < 3; i++) {
      Mutations.put(store, "k", "v");
    }
    ClusterInfo.Node used = node(backend);
    assertEquals("connected", used.status());
    assertEquals(3, used.queries());
    assertEquals(0, used.errors());
    assertTrue(used.lastActivity() >= 0, used::toString);

    server.cli("CONFIG", "SET", "maxmemory", "1");
    assertThrows(StoreException.class, () -> Mutations.put(store, "k", "w"));
    assertEquals(1, node(backend).errors());
    RedisStatistics counted = backend.operations().statistics(null).get(0);
    assertEquals(4, counted.queries());
    assertEquals(1, counted.failed());
    backend.operations().ping(null);
    assertEquals(4, node(backend).queries(), "a ping is not counted");
  }

  @Test
  void connections_areCounted() {
    RedisBackend pooled =
        backend(
            server.uri().toString(), "redis.connections = pool, redis.pool.max-connections = 7");
    RedisBackend shared =
        backend(server.uri().toString(), "redis.connections = lanes, redis.lanes.count = 3");
    for (RedisBackend backend : List.of(pooled, shared)) {
      Mutations.put(TestBackends.open(backend, "cache"), "k", "v");
    }
    RedisStatistics.Node one = pooled.operations().statistics(null).get(0).nodes().get(0);
    assertEquals(1, one.poolIdle());
    assertEquals(0, one.poolInUse());
    assertEquals(7, one.poolLimit());
    assertEquals(0, one.lanes());
    RedisStatistics.Node other = shared.operations().statistics(null).get(0).nodes().get(0);
    assertEquals(3, other.lanes());
    assertEquals(0, other.lanesInUse());
    assertEquals(0, other.poolIdle());
    assertEquals("connected", node(shared).status());
  }

  private static Pings.Node ping(RedisBackend backend) {
    return backend.operations().ping(null).get(0).nodes().get(0);
  }

  @Test
  void ping_tellsWhoAnswersAndWhoWasNeverAsked() {
    RedisBackend backend = backend(server.uri().toString(), "command-timeout = 1 s");
    assertEquals(Pings.DISCONNECTED, ping(backend).status());
    assertEquals(-1, ping(backend).latencyUs());
    assertEquals("disconnected", node(backend).status());

    backend.operations().connect(null);
    assertEquals(Pings.REACHABLE, ping(backend).status());
    assertTrue(ping(backend).latencyUs() >= 0);

    server.pause();
    Pings.Node frozen;
    try {
      frozen = ping(backend);
    } finally {
      server.resume();
    }
    assertEquals(Pings.UNREACHABLE, frozen.status());
    assertEquals(-1, frozen.latencyUs());
    assertTrue(String.valueOf(frozen.reason()).contains("no reply in time"), frozen::toString);
    assertEquals(Pings.REACHABLE, ping(backend).status());
  }

  @Test
  void openBreaker_isShownAndKeepsNoPingAway() {
    RedisBackend backend =
        backend(server.uri().toString(), "breaker { allowed-timeouts = 5, disable-time = 1 h }");
    Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
    Mutations.put(store, "k", "v");
    server.stop();
    assertThrows(StoreException.class, () -> Mutations.read(store, "k"));
    assertThrows(StoreException.class, () -> Mutations.read(store, "k"));
    RedisStatistics.Node node = backend.operations().statistics(null).get(0).nodes().get(0);
    assertEquals("open", node.breaker());
    assertEquals(1, node.breakerOpened());
    assertTrue(node.keptAway() > 0, node::toString);
    assertEquals(Pings.UNREACHABLE, ping(backend).status());

    server.restart();
    assertEquals(Pings.REACHABLE, ping(backend).status());
    assertEquals("open", backend.operations().statistics(null).get(0).nodes().get(0).breaker());
  }

  @Test
  void wrongPassword_isUnreachableAndNotShown() {
    RedisBackend backend = backend("redis://:letmein@127.0.0.1:" + server.port(), "");
    backend.operations().connect(null);

    assertEquals(Pings.UNREACHABLE, ping(backend).status());
    assertTrue(
        String.valueOf(ping(backend).reason()).contains("password"), ping(backend)::toString);
    assertFalse(shown(backend.operations()).contains("letmein"));
  }

  @Test
  void groups_areTheNamedServers() {
    try (RedisProcess second = RedisProcess.start(Flavor.REDIS)) {
      RedisBackend backend =
          (RedisBackend)
              new RedisStoreProvider()
                  .connect(
                      List.of(
                          server.uri() + "/2?name=srv1",
                          "redis://127.0.0.1:" + second.port() + ",127.0.0.1:1?name=srv2"),
                      TestBackends.settings(""));
      open.add(0, backend);
      RedisOperations operations = backend.operations();

      assertEquals(List.of("srv1", "srv2"), operations.groups());
      assertEquals(2, operations.clusterInfo(null).size());
      ClusterInfo first = operations.clusterInfo("srv1").get(0);
      assertEquals("redis://127.0.0.1:" + server.port() + "/2", first.url());
      assertEquals("single", first.mode());
      ClusterInfo several = operations.clusterInfo("srv2").get(0);
      assertEquals("failover", several.mode());
      assertEquals(2, several.nodes().size());
      operations.connect("srv2");
      List<Pings.Node> pings = operations.ping("srv2").get(0).nodes();
      assertEquals(Pings.REACHABLE, pings.get(0).status());
      assertEquals(Pings.UNREACHABLE, pings.get(1).status());
      assertEquals(Pings.DISCONNECTED, operations.ping("srv1").get(0).nodes().get(0).status());
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> operations.ping("srv3"));
      assertTrue(String.valueOf(e.getMessage()).contains("[srv1, srv2]"), e::toString);
    }
  }

  @Test
  void suspects_areThoseOfTheGroupsCaches() {
    RedisBackend backend = backend();
    TestBackends.open(backend, "one");
    TestBackends.open(backend, "two");
    ToLongFunction<Map<String, Long>> suspects =
        known -> {
          backend.bean(() -> known);
          return backend.operations().statistics(null).get(0).suspects();
        };
    assertEquals(5, suspects.applyAsLong(Map.of("one", 2L, "two", 3L, "elsewhere", 7L)));
    assertEquals(-1, suspects.applyAsLong(Map.of("one", 2L, "two", Store.ALL_SUSPECT)));
    assertEquals(0, suspects.applyAsLong(Map.of()));
  }

  @Test
  void unreachableSentinels_areAnErrorOfTheRefresh() {
    RedisBackend backend = backend("redis+sentinel://127.0.0.1:1/master", "");
    ClusterRefresh refresh = backend.operations().clusterRefresh(null).get(0);
    assertEquals(ClusterRefresh.ERROR, refresh.status());
    assertTrue(String.valueOf(refresh.reason()).contains("127.0.0.1:1"), refresh::toString);
    assertEquals("sentinel", backend.operations().clusterInfo(null).get(0).mode());
  }

  @Test
  void unreachableServer_isAnErrorOfTheRefresh() {
    RedisBackend backend = backend("redis://127.0.0.1:1", "");
    ClusterRefresh refresh = backend.operations().clusterRefresh(null).get(0);
    assertEquals(ClusterRefresh.ERROR, refresh.status());
    assertEquals(
        ClusterRefresh.SKIPPED, backend().operations().clusterRefresh(null).get(0).status());
  }
}
