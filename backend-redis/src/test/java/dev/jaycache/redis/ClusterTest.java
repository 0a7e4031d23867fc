package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.TlsFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cluster does while caches use it: slots that move, nodes that come, users with limits. */
@ServerTest
@Timeout(180)
class ClusterTest {
  private static final RedisOptions PATIENT =
      RedisOptions.PLAIN.with("cluster-node-timeout", "15000");

  private static RedisCluster cluster;

  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void start() {
    cluster = RedisCluster.start(Flavor.REDIS, 3, 0, PATIENT);
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    cluster.nodes().stream()
        .filter(node -> node.cli("ROLE").startsWith("master"))
        .forEach(node -> node.cli("FLUSHALL"));
  }

  private RedisBackend backend(String uri, String lines) {
    RedisBackend backend = (RedisBackend) TestBackends.connect(uri, lines);
    open.add(0, backend);
    return backend;
  }

  private RedisBackend backend() {
    return backend(cluster.uri(), "");
  }

  private static byte[] stored(String key) {
    return new KeySpace(TestBackends.space("cache")).at(Mutations.key(key));
  }

  private static int slot(String key) {
    return SlotTable.slot(stored(key));
  }

  private static RedisProcess other(RedisProcess than) {
    return cluster.nodes().stream().filter(node -> node != than).findFirst().orElseThrow();
  }

  private static long moved(RedisBackend backend) {
    return backend.report().get(0).nodes().stream()
        .mapToLong(node -> node.counters().moved())
        .sum();
  }

  private static List<Request<byte[], byte[]>> requests(
      String key, int count, IntFunction<Mutation<byte[]>> mutation) {
    List<Request<byte[], byte[]>> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(new Request<>(Mutations.key(key + i), mutation.apply(i)));
    }
    return requests;
  }

  @Test
  void plainUri_findsTheClusterAndSpreadsEntriesOverIt() {
    RedisBackend backend = backend();
    Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
    store.applyAll(requests("k", 300, i -> Mutations.put("v" + i)));
    long entries = 0;
    for (RedisProcess node : cluster.nodes()) {
      long here = Long.parseLong(node.cli("DBSIZE"));
      assertTrue(here > 0, () -> node + " has none");
      entries += here;
    }
    assertEquals(300, entries);
    assertEquals("cluster", backend.report().get(0).kind());
    assertEquals(0, moved(backend));
    List<Outcome<byte[]>> read = store.applyAll(requests("k", 300, i -> Mutation.read()));
    for (int i = 0; i < 300; i++) {
      assertArrayEquals(Bodies.text("v" + i), read.get(i).previousValue());
    }
    store.clear();
    cluster.nodes().forEach(node -> assertEquals("0", node.cli("DBSIZE")));
  }

  @Test
  void hashTagInAKey_decidesTheSlot() {
    RedisBackend backend = backend();
    Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
    int tagged = cluster.slot("tag");
    RedisProcess owner = cluster.owner(tagged);
    for (int i = 0; i < 50; i++) {
      Mutations.put(store, "{tag}" + i, "v");
    }
    assertEquals("50", owner.cli("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(tagged)));
    Store<byte[], byte[]> braces = TestBackends.open(backend, "a{b}c");
    braces.applyAll(requests("{tag}k", 50, i -> Mutations.put("v")));
    assertEquals("100", owner.cli("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(tagged)));
  }

  @Test
  void slotOnItsWay_isServedByBothNodes() {
    RedisBackend backend = backend();
    Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
    String key = "{way}";
    int slot = slot(key);
    RedisProcess from = cluster.owner(slot);
    RedisProcess to = other(from);
    Mutations.put(store, key + "old", "old");
    long before = moved(backend);

    cluster.beginMove(slot, to);
    assertArrayEquals(Bodies.text("old"), Mutations.read(store, key + "old"));
    assertEquals(before, moved(backend));
    Mutation<byte[]> scripted = Mutations.scriptedPut(Guard.any(), "new");
    assertEquals(Effect.CREATED, store.apply(Mutations.key(key + "new"), scripted).effect());
    assertEquals("1", to.cli("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot)));
    assertTrue(moved(backend) > before, "an ASK was seen");
    List<Outcome<byte[]>> bulk = store.applyAll(requests(key, 40, i -> Mutations.put("v" + i)));
    assertEquals(40, bulk.size());
    List<Outcome<byte[]>> read = store.applyAll(requests(key, 40, i -> Mutation.read()));
    for (int i = 0; i < 40; i++) {
      assertArrayEquals(Bodies.text("v" + i), read.get(i).previousValue());
    }

    cluster.moveKeys(slot, from, to);
    cluster.endMove(slot, from, to);
    before = moved(backend);
    assertArrayEquals(Bodies.text("old"), Mutations.read(store, key + "old"));
    assertTrue(moved(backend) > before, "a MOVED was seen");
    before = moved(backend);
    assertArrayEquals(Bodies.text("new"), Mutations.read(store, key + "new"));
    assertEquals(before, moved(backend));
  }

  @Test
  void leasedMutationInASlotOnItsWay_isDoneWithoutTheLease() {
    // The store waits for a slot on its way, up to the deadline: it must be short, yet not so short
    // that a slow machine does not get as far as the node.
    RedisBackend backend = backend(cluster.uri(), "command-timeout = 2 s");
    Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
    String key = "{lease}k";
    int slot = slot(key);
    RedisProcess from = cluster.owner(slot);
    RedisProcess to = other(from);
    while (!isPut(store, key)) {
      Thread.onSpinWait();
    }
    cluster.beginMove(slot, to);
    try {
      long token = Stamps.next();
      Mutation<byte[]> take = Mutation.<byte[]>read().withLease(Lease.take(token, 60_000));
      assertArrayEquals(Bodies.text("v"), store.apply(Mutations.key(key), take).previousValue());
      List<Outcome<byte[]>> bulk = store.applyAll(List.of(new Request<>(Mutations.key(key), take)));
      assertArrayEquals(Bodies.text("v"), bulk.get(0).previousValue());
    } finally {
      cluster.moveKeys(slot, from, to);
      cluster.endMove(slot, from, to);
    }
  }

  /** Finds the cluster and connects, which on a slow machine may take more than one deadline. */
  private static boolean isPut(Store<byte[], byte[]> store, String key) {
    try {
      Mutations.put(store, key, "v");
      return true;
    } catch (StoreException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("in time"), e::toString);
      return false;
    }
  }

  @Test
  void writesWhileSlotsMove_areAllThere() throws InterruptedException {
    RedisBackend backend = backend();
    Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
    AtomicBoolean stop = new AtomicBoolean();
    List<Throwable> failures = new ArrayList<>();
    int[] rounds = new int[1];
    Thread writer =
        new Thread(
            () -> {
              try {
                for (int round = 0; !stop.get(); round++) {
                  int now = round;
                  store.applyAll(requests("{busy}k", 20, i -> Mutations.put("v" + now)));
                  store.apply(
                      Mutations.key("{busy}one"), Mutations.scriptedPut(Guard.any(), "v" + now));
                  rounds[0] = now;
                }
              } catch (RuntimeException | Error e) {
                failures.add(e);
              }
            });
    Mutations.put(store, "{busy}one", "v");
    int slot = slot("{busy}one");
    writer.start();
    for (int i = 0; i < 4; i++) {
      RedisProcess from = cluster.owner(slot);
      RedisProcess to = other(from);
      cluster.beginMove(slot, to);
      cluster.moveKeys(slot, from, to);
      cluster.endMove(slot, from, to);
      cluster.awaitAgreement();
    }
    stop.set(true);
    writer.join();
    assertEquals(List.of(), failures);
    byte[] last = Bodies.text("v" + rounds[0]);
    assertArrayEquals(last, Mutations.read(store, "{busy}one"));
    store
        .applyAll(requests("{busy}k", 20, i -> Mutation.read()))
        .forEach(outcome -> assertArrayEquals(last, outcome.previousValue()));
    assertTrue(moved(backend) > 0);
  }

  @Test
  void nodeThatTurnsUpInARedirection_isConnected() {
    RedisBackend backend = backend();
    Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
    Mutations.put(store, "{fresh}k", "v");
    int known = backend.report().get(0).nodes().size();
    try (RedisCluster grown = RedisCluster.start(Flavor.REDIS, 2, 0, PATIENT)) {
      RedisBackend onGrown = backend(grown.uri(), "");
      Store<byte[], byte[]> there = TestBackends.open(onGrown, "cache");
      Mutations.put(there, "{fresh}k", "v");
      assertEquals(2, onGrown.report().get(0).nodes().size());
      RedisProcess added = grown.addMaster(Flavor.REDIS, PATIENT);
      int slot = slot("{fresh}k");
      RedisProcess from = grown.owner(slot);
      grown.beginMove(slot, added);
      grown.moveKeys(slot, from, added);
      grown.endMove(slot, from, added);
      assertArrayEquals(Bodies.text("v"), Mutations.read(there, "{fresh}k"));
      assertTrue(
          onGrown.report().get(0).nodes().stream()
              .anyMatch(node -> node.endpoint().endsWith(":" + added.port())));
    }
    assertEquals(known, backend.report().get(0).nodes().size());
  }

  @Test
  void refresh_isMadeAtMostOnceASecondAndAtOnceByHand() {
    RedisBackend backend = backend();
    Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
    Mutations.put(store, "k", "v");
    assertEquals(1, backend.report().get(0).refreshes());
    long begun = System.nanoTime();
    for (int i = 0; i < 3; i++) {
      int slot = slot("{often}" + i);
      RedisProcess from = cluster.owner(slot);
      RedisProcess to = other(from);
      cluster.beginMove(slot, to);
      cluster.moveKeys(slot, from, to);
      cluster.endMove(slot, from, to);
      Mutations.put(store, "{often}" + i, "v");
    }
    assertTrue(moved(backend) > 0);
    long most = 2 + (System.nanoTime() - begun) / 1_000_000_000L;
    assertTrue(backend.report().get(0).refreshes() <= most);
    long before = backend.report().get(0).refreshes();
    backend.refresh();
    backend.refresh();
    assertEquals(before + 2, backend.report().get(0).refreshes());
    assertTrue(backend.report().get(0).refreshedAt() > 0);
    assertEquals(
        SlotTable.SLOTS,
        backend.report().get(0).nodes().stream().mapToInt(PlaceReport.Node::slots).sum());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-cluster|shards", "+@all"})
  void userWithoutClusterShards_getsItBySlots(String rule) {
    for (RedisProcess node : cluster.nodes()) {
      node.cli("ACL", "SETUSER", "bob", "reset", "on", ">pw", "~*", "+@all", rule);
    }
    String uri = cluster.uri().replace("://", "://bob:pw@");
    RedisBackend backend = backend(uri, "redis.protocol = resp3");
    Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
    store.applyAll(requests("k", 100, i -> Mutations.put("v")));
    assertEquals(0, moved(backend));
    assertEquals(
        SlotTable.SLOTS,
        backend.report().get(0).nodes().stream().mapToInt(PlaceReport.Node::slots).sum());
  }

  @Test
  void forgottenScripts_areLoadedAtEachNode() {
    RedisBackend backend = backend();
    Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
    for (int round = 0; round < 2; round++) {
      cluster.nodes().forEach(node -> node.cli("SCRIPT", "FLUSH"));
      int now = round;
      store.applyAll(requests("k", 100, i -> Mutations.scriptedPut(Guard.any(), "v" + i + now)));
      for (int i = 0; i < 100; i++) {
        assertArrayEquals(Bodies.text("v" + i + now), Mutations.read(store, "k" + i));
      }
    }
  }

  @Test
  void clusterByTls_isReachedByTheTlsPortsOfItsNodes(@TempDir Path folder) {
    TlsFiles files = TlsFiles.create(folder);
    RedisOptions options =
        PATIENT.withTls(files).with("tls-cluster", "yes").with("tls-replication", "yes");
    try (RedisCluster secured = RedisCluster.start(Flavor.REDIS, 2, 0, options)) {
      RedisBackend backend =
          backend(secured.uri(), "redis.tls.ca = \"" + files.certificate() + '"');
      Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
      store.applyAll(requests("k", 60, i -> Mutations.put("v")));
      secured.nodes().forEach(node -> assertNotEquals("0", node.cli("DBSIZE")));
      assertEquals(0, moved(backend));
    }
  }

  @Test
  void lostNode_failsItsKeysAndLeavesTheOthers() {
    try (RedisCluster small =
        RedisCluster.start(
            Flavor.REDIS, 2, 0, PATIENT.with("cluster-require-full-coverage", "no"))) {
      RedisBackend backend = backend(small.uri(), "");
      Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
      store.applyAll(requests("k", 60, i -> Mutations.put("v")));
      RedisProcess lost = small.nodes().get(1);
      int there = 0;
      lost.stop();
      for (int i = 0; i < 60; i++) {
        String key = "k" + i;
        if (slot(key) >= SlotTable.SLOTS / 2) {
          StoreException e = assertThrows(StoreException.class, () -> Mutations.read(store, key));
          String message = String.valueOf(e.getMessage());
          assertTrue(message.contains(":" + lost.port()), message);
        } else {
          assertArrayEquals(Bodies.text("v"), Mutations.read(store, key));
          there++;
        }
      }
      StoreException e =
          assertThrows(
              StoreException.class, () -> store.applyAll(requests("k", 60, i -> Mutation.read())));
      List<Outcome<byte[]>> known = e.outcomes(60);
      assertEquals(there, known.stream().filter(outcome -> outcome != null).count());
      lost.restart();
      small.awaitAgreement();
      assertEquals(60, store.applyAll(requests("k", 60, i -> Mutations.put("w"))).size());
    }
  }
}
