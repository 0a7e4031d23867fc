package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replicas of a cluster that become masters. */
@ServerTest
@Timeout(180)
class ClusterFailoverTest {
  private final RedisCluster cluster =
      RedisCluster.start(
          Flavor.REDIS, 3, 1, RedisOptions.PLAIN.with("cluster-node-timeout", "2000"));
  private final RedisBackend backend =
      (RedisBackend) TestBackends.connect(cluster.uri(), "command-timeout = 1 s");
  private final Store<byte[], byte[]> store = TestBackends.open(backend, "cache");

  @AfterEach
  void close() {
    backend.close();
    cluster.close();
  }

  private static int slot(String key) {
    return SlotTable.slot(new KeySpace(TestBackends.space("cache")).at(Mutations.key(key)));
  }

  private RedisProcess replicaOf(RedisProcess master) {
    int place = cluster.nodes().indexOf(master);
    assertTrue(place >= 0 && place < 3);
    return cluster.nodes().get(place + 3);
  }

  private void awaitMaster(RedisProcess node) {
    while (!node.cli("ROLE").startsWith("master")) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    cluster.awaitAgreement();
  }

  /** Writes until the replica has it: replication is asynchronous. */
  private void putReplicated(RedisProcess replica, String key, String value) {
    Mutations.put(store, key, value);
    RedisProcess master = cluster.owner(slot(key));
    assertEquals("1", waitFor(master, replica));
  }

  private static String waitFor(RedisProcess master, RedisProcess replica) {
    String offset = offset(master.cli("INFO", "replication"), "master_repl_offset:");
    while (Long.parseLong(offset(replica.cli("INFO", "replication"), "slave_repl_offset:"))
        < Long.parseLong(offset)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    return "1";
  }

  private static String offset(String info, String field) {
    return info.lines()
        .filter(line -> line.startsWith(field))
        .map(line -> line.substring(field.length()).strip())
        .findFirst()
        .orElse("0");
  }

  @Test
  void promotedByHand_isFollowedWithoutAFailure() {
    RedisProcess master = cluster.owner(slot("k"));
    RedisProcess replica = replicaOf(master);
    putReplicated(replica, "k", "v");
    cluster.failover(replica);
    awaitMaster(replica);
    // The nodes tell each other.
    while (cluster.owner(slot("k")) != replica) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    assertArrayEquals(Bodies.text("v"), Mutations.read(store, "k"));
    Mutations.put(store, "k", "w");
    assertEquals(replica, cluster.owner(slot("k")));
    assertArrayEquals(Bodies.text("w"), Mutations.read(store, "k"));
  }

  @Test
  void killedMaster_isReplacedByItsReplica() {
    RedisProcess master = cluster.owner(slot("k"));
    RedisProcess replica = replicaOf(master);
    putReplicated(replica, "k", "v");
    master.kill();
    StoreException e = assertThrows(StoreException.class, () -> Mutations.put(store, "k", "w"));
    assertTrue(String.valueOf(e.getMessage()).contains(":" + master.port()), e::toString);
    awaitMaster(replica);
    assertArrayEquals(Bodies.text("v"), readInTheEnd("k"));
    Mutations.put(store, "k", "w");
    assertArrayEquals(Bodies.text("w"), Mutations.read(store, "k"));
    master.restart();
    cluster.awaitAgreement();
    assertArrayEquals(Bodies.text("w"), Mutations.read(store, "k"));
  }

  private byte[] readInTheEnd(String key) {
    while (true) {
      try {
        byte[] read = Mutations.read(store, key);
        assertNotNull(read);
        return read;
      } catch (StoreException again) {
        // The topology is looked at once a second at most.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
  }

  @Test
  void masterThatHangs_isReplacedByItsReplica() {
    RedisProcess master = cluster.owner(slot("k"));
    RedisProcess replica = replicaOf(master);
    putReplicated(replica, "k", "v");
    master.pause();
    try {
      assertThrows(StoreException.class, () -> Mutations.put(store, "k", "w"));
      while (!replica.cli("ROLE").startsWith("master")) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
      assertArrayEquals(Bodies.text("v"), readInTheEnd("k"));
    } finally {
      master.resume();
    }
  }

  @Test
  void deadSeed_doesNotKeepFromFindingTheOthers() {
    RedisProcess first = cluster.nodes().get(0);
    RedisProcess second = cluster.nodes().get(1);
    RedisProcess replica = replicaOf(first);
    first.kill();
    awaitMaster(replica);
    String uri = "redis+cluster://127.0.0.1:" + first.port() + ",127.0.0.1:" + second.port();
    try (RedisBackend other = (RedisBackend) TestBackends.connect(uri, "")) {
      Store<byte[], byte[]> there = TestBackends.open(other, "cache");
      for (int i = 0; i < 20; i++) {
        Mutations.put(there, "k" + i, "v");
      }
      assertEquals(1, other.report().get(0).refreshes());
    }
  }
}
