package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.Counters;
import dev.jaycache.JayCacheManager;
import dev.jaycache.store.UnconfirmedWriteException;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.proxy.RoundTripCounter;
import dev.jaycache.testkit.server.CommandCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code redis.wait}: writes that replicas confirm, and what comes of those that they don't. */
@ServerTest
@Timeout(180)
class ConfirmedWritesTest {
  private static final String ONE = "redis.wait.replicas=1";
  private static final String PATIENT = "redis.wait.timeout=20 s";
  private static final String HASTY = "redis.wait.timeout=50 ms";
  private static final RedisOptions PROMPT =
      RedisOptions.PLAIN.with("repl-diskless-sync-delay", "0");

  private final List<AutoCloseable> open = new ArrayList<>();
  private final TestManagers managers = new TestManagers();
  private final RedisProcess master = opened(RedisProcess.start(Flavor.REDIS, PROMPT));
  private final RedisProcess replica = opened(replica());

  private <T extends AutoCloseable> T opened(T started) {
    open.add(0, started);
    return started;
  }

  private RedisProcess replica() {
    return RedisProcess.start(
        Flavor.REDIS, PROMPT.with("replicaof", master.host() + ' ' + master.port()));
  }

  private static void awaitInStep(RedisProcess replica) {
    while (!replica.cli("INFO", "replication").contains("master_link_status:up")) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void close() throws Exception {
    managers.close();
    replica.resume();
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private Cache<String, Long> cache(URI uri, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add(ONE);
    all.add("command-timeout=30 s");
    return managers.cache(
        uri, CacheKind.PLAIN.configuration(Policies.UNSET), all.toArray(new String[0]));
  }

  /** The same cache for one who asks no replica. */
  private Cache<String, Long> plain() {
    return managers.cache(
        master.uri(), CacheKind.PLAIN.configuration(Policies.UNSET), "command-timeout=30 s");
  }

  private static String unconfirmed(Object operation, Executable work) {
    UnconfirmedWriteException e =
        assertThrows(UnconfirmedWriteException.class, work, operation::toString);
    return String.valueOf(e.getMessage());
  }

  @Test
  void acknowledgedWrites_areAtTheReplica() {
    awaitInStep(replica);
    Cache<String, Long> cache = cache(master.uri(), PATIENT);
    try (CommandCounter counter = new CommandCounter(master)) {
      for (SingleOperation operation : SingleOperation.values()) {
        cache.put("k", 1L);
        counter.reset();
        operation.on(cache, "k");
        assertEquals(operation.writes(), counter.calls().containsKey("wait"), operation::toString);
        assertTrue(isSame("k"), operation::toString);
      }
    }
    Map<String, Long> many = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      many.put("many " + i, 1L);
    }
    cache.putAll(many);
    assertEquals(master.cli("DBSIZE"), replica.cli("DBSIZE"));
    cache.removeAll(many.keySet());
    assertEquals(master.cli("DBSIZE"), replica.cli("DBSIZE"));
    cache.putAll(many);
    cache.clear();
    assertEquals("0", replica.cli("DBSIZE"));
  }

  private boolean isSame(String key) {
    String stored = "jaycache:cache:" + key;
    return master.cli("GET", stored).equals(replica.cli("GET", stored));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pool", "lanes"})
  void hungReplica_leavesWritesUnconfirmedAndTheRestAlone(String connections) {
    awaitInStep(replica);
    Cache<String, Long> cache = cache(master.uri(), HASTY, "redis.connections=" + connections);
    Cache<String, Long> plain = plain();
    replica.pause();
    for (SingleOperation operation : SingleOperation.values()) {
      plain.put("k", 1L);
      plain.remove("new");
      if (operation.writes()) {
        String key = operation == SingleOperation.PUT_IF_ABSENT ? "new" : "k";
        String message = unconfirmed(operation, () -> operation.on(cache, key));
        assertTrue(message.contains("0 of 1 replicas"), message);
        assertTrue(message.contains("127.0.0.1:" + master.port()), message);
        assertTrue(message.contains("'jaycache:cache:" + key + '\''), message);
      } else {
        operation.on(cache, "k");
      }
    }
    plain.put("k", 7L);
    assertFalse(cache.putIfAbsent("k", 8L), "what changes nothing needs no replica");
    assertFalse(cache.replace("k", 6L, 8L));
    assertFalse(cache.replace("absent", 8L));
    assertFalse(cache.remove("absent"));
    assertFalse(cache.remove("k", 8L));
    assertNull(cache.getAndRemove("absent"));
    assertEquals("saw 7", cache.invoke("k", (entry, more) -> "saw " + entry.getValue()));
    assertEquals(Map.of("k", 7L), cache.getAll(Set.of("k", "absent")));
    unconfirmed("put", () -> cache.put("k", 9L));
    assertEquals(9L, cache.get("k"), "it stands at the master");
    replica.resume();
    cacheThatWaits(connections).put("k", 10L);
    assertTrue(isSame("k"));
  }

  private Cache<String, Long> cacheThatWaits(String connections) {
    return cache(master.uri(), PATIENT, "redis.connections=" + connections);
  }

  @Test
  void hungReplica_leavesBulksUnconfirmed() {
    awaitInStep(replica);
    Cache<String, Long> cache = cache(master.uri(), HASTY);
    Cache<String, Long> plain = plain();
    replica.pause();
    for (WholeOperation operation : WholeOperation.values()) {
      if (operation == WholeOperation.LOAD_ALL) {
        continue;
      }
      if (operation.writes()) {
        plain.putAll(Map.of("k", 1L, "l", 1L, "m", 1L));
        unconfirmed(operation, () -> operation.on(cache, Set.of("k", "l", "m")));
      } else {
        operation.on(cache, Set.of("k", "l", "m"));
      }
    }
    assertEquals("0", master.cli("DBSIZE"), "clear, the last one, was done");
  }

  @Test
  void counters_areConfirmed() {
    awaitInStep(replica);
    Cache<String, Long> cache = cache(master.uri(), HASTY);
    Counters<?> raw = cache.unwrap(Counters.class);
    @SuppressWarnings("unchecked")
    Counters<String> counters = (Counters<String>) raw;
    plain().put("k", 1L);
    replica.pause();
    unconfirmed("increment", () -> counters.increment("k", 1));
    unconfirmed("expire", () -> counters.expire("k", Duration.ofMinutes(1)));
    assertEquals(2L, cache.get("k"));
    assertTrue(counters.increment("absent", 1).isEmpty());
  }

  @Test
  void moreReplicasThanThereAre_areNeverEnough() {
    awaitInStep(replica);
    Cache<String, Long> cache =
        managers.cache(
            master.uri(),
            CacheKind.PLAIN.configuration(Policies.UNSET),
            "redis.wait.replicas=2",
            "redis.wait.timeout=1 h",
            "breaker.allowed-timeouts=1",
            "command-timeout=2 s");
    String message = unconfirmed("put", () -> cache.put("k", 1L));
    assertTrue(message.contains("1 of 2 replicas"), message);
    assertEquals(1L, cache.get("k"));
    JayCacheManager manager = (JayCacheManager) cache.getCacheManager();
    assertEquals(0, manager.nodes().get(0).opened(), "a replica that lags is no fault of it");
  }

  @Test
  void waiting_costsNoTrip() {
    awaitInStep(replica);
    try (RoundTripCounter counter = new RoundTripCounter(master.host(), master.port())) {
      Cache<String, Long> cache = cache(master.uri(counter.port()), PATIENT);
      cache.put("k", 1L);
      cache.replace("k", 1L, 1L);
      for (SingleOperation operation : SingleOperation.values()) {
        cache.put("k", 1L);
        int trips = operation == SingleOperation.INVOKE ? 2 : 1;
        assertEquals(
            trips, counter.during(() -> operation.on(cache, "k")), () -> "trips: " + operation);
      }
      Map<String, Long> some = Map.of("k", 1L, "l", 2L, "m", 3L);
      assertEquals(1, counter.during(() -> cache.putAll(some)));
      assertEquals(1, counter.during(() -> cache.getAll(some.keySet())));
      assertEquals(1, counter.during(() -> cache.removeAll(some.keySet())));
    }
  }

  @Test
  void writeWhoseReplyWasLost_isNotTakenForConfirmed() {
    awaitInStep(replica);
    try (FaultProxy proxy = new FaultProxy(master.host(), master.port())) {
      Cache<String, Long> cache = cache(master.uri(proxy.port()), PATIENT);
      cache.put("warm", 1L);
      proxy.loseReplyTo("jaycache:cache:k");
      String message = unconfirmed("putIfAbsent", () -> cache.putIfAbsent("k", 1L));
      assertTrue(message.contains("told nothing of replicas"), message);
      assertEquals(1L, cache.get("k"));
    }
  }

  @Test
  void userWithoutWait_isToldSo() {
    master.cli("ACL", "SETUSER", "bob", "on", ">pw", "~*", "+@all", "-wait");
    Cache<String, Long> cache =
        cache(URI.create("redis://bob:pw@127.0.0.1:" + master.port()), HASTY);
    String message = unconfirmed("put", () -> cache.put("k", 1L));
    assertTrue(message.contains("NOPERM") && message.contains("wait"), message);
  }

  @Test
  void cluster_isAskedNodeByNode() {
    RedisCluster cluster =
        opened(
            RedisCluster.start(
                Flavor.REDIS, 2, 1, RedisOptions.PLAIN.with("cluster-node-timeout", "60000")));
    Cache<String, Long> cache = cache(URI.create(cluster.uri()), HASTY);
    Cache<String, Long> patient = cache(URI.create(cluster.uri()), PATIENT);
    RedisProcess hung = cluster.nodes().get(2);
    Map<String, Long> some = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      some.put("k" + i, 1L);
    }
    patient.putAll(some);
    hung.pause();
    try {
      for (String key : some.keySet()) {
        boolean concerned =
            cluster.owner(cluster.slot("jaycache:cache:" + key)) == cluster.nodes().get(0);
        if (concerned) {
          unconfirmed(key, () -> cache.put(key, 2L));
        } else {
          patient.put(key, 2L);
        }
      }
      unconfirmed("putAll", () -> cache.putAll(some));
      assertEquals(some, cache.getAll(some.keySet()), "all were done");
    } finally {
      hung.resume();
    }
  }
}
