package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.server.CommandCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RedisSentinels;
import dev.jaycache.testkit.server.ServerTest;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A master that sentinels name, and what happens when they name another. */
@ServerTest
@Timeout(180)
class SentinelTest {
  private final RedisSentinels group = RedisSentinels.start(Flavor.REDIS, 1, 3);
  private final List<RedisBackend> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(RedisBackend::close);
    group.close();
  }

  private RedisBackend backend(String uri, String lines) {
    RedisBackend backend = (RedisBackend) TestBackends.connect(uri, lines);
    open.add(backend);
    return backend;
  }

  private Store<byte[], byte[]> store(String uri, String lines) {
    return TestBackends.open(backend(uri, lines), "cache");
  }

  private static void awaitCopy(RedisProcess replica, String count) {
    while (!replica.cli("DBSIZE").equals(count)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void failoverOfALivingMaster_isFollowed() {
    Store<byte[], byte[]> store = store(group.uri(), "");
    Mutations.put(store, "k", "v");
    RedisProcess before = group.master();
    awaitCopy(group.replicas().get(0), "1");
    // Sentinels can't tell it that it was replaced, so it goes on to take writes.
    before.cli("ACL", "SETUSER", "default", "-replicaof", "-slaveof");
    RedisProcess after = group.failover();
    while (!after.cli("DBSIZE").equals("2")) {
      store.apply(Mutations.key("l"), Mutations.scriptedPut(Guard.any(), "l"));
    }
    assertTrue(before.cli("ROLE").startsWith("master"));
    assertArrayEquals(Bodies.text("v"), Mutations.read(store, "k"));
    Mutations.put(store, "k", "w");
    assertArrayEquals(Bodies.text("w"), Mutations.read(store, "k"));
  }

  private static boolean isReplica(RedisProcess server) {
    try {
      return server.cli("ROLE").startsWith("slave");
    } catch (UncheckedIOException e) {
      // Whoever makes it a replica cuts its connections, this one too.
      return false;
    }
  }

  @Test
  void masterThatBecomesAReplica_isLeft() {
    Store<byte[], byte[]> store = store(group.uri(), "");
    Mutations.put(store, "k", "v");
    RedisProcess before = group.master();
    awaitCopy(group.replicas().get(0), "1");
    group.failover();
    while (!isReplica(before)) {
      Mutations.put(store, "k", "w");
    }
    Mutations.put(store, "k", "x");
    assertArrayEquals(Bodies.text("x"), Mutations.read(store, "k"));
  }

  @Test
  void killedMaster_isReplaced() {
    RedisBackend backend = backend(group.uri(), "");
    Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
    Mutations.put(store, "k", "v");
    RedisProcess before = group.master();
    awaitCopy(group.replicas().get(0), "1");
    before.kill();
    StoreException e = assertThrows(StoreException.class, () -> Mutations.put(store, "k", "w"));
    assertTrue(String.valueOf(e.getMessage()).contains(":" + before.port()), e::toString);
    group.awaitMasterAfter(before);
    byte[] read = null;
    while (read == null) {
      try {
        read = Mutations.read(store, "k");
      } catch (StoreException again) {
        // Sentinels are asked once a second at most.
        Thread.onSpinWait();
      }
    }
    assertArrayEquals(Bodies.text("v"), read);
    Mutations.put(store, "k", "w");
    assertArrayEquals(Bodies.text("w"), Mutations.read(store, "k"));
    assertEquals("sentinel", backend.report().get(0).kind());
    assertTrue(backend.report().get(0).refreshes() >= 2);
  }

  @Test
  void deadSentinels_arePassedOver() {
    group.sentinels().get(0).kill();
    Store<byte[], byte[]> store = store(group.uri(), "redis.protocol = resp3");
    Mutations.put(store, "k", "v");
    assertArrayEquals(Bodies.text("v"), Mutations.read(store, "k"));
  }

  @Test
  void replicaByChoice_answersReadsAndTheMasterTheRest() {
    Store<byte[], byte[]> store = store(group.uri() + "?role=replica", "");
    RedisProcess replica = group.replicas().get(0);
    Mutations.put(store, "k", "v");
    awaitCopy(replica, "1");
    try (CommandCounter counter = new CommandCounter(replica)) {
      counter.reset();
      assertArrayEquals(Bodies.text("v"), Mutations.read(store, "k"));
      Request<byte[], byte[]> read = new Request<>(Mutations.key("k"), Mutation.read());
      assertEquals(2, store.applyAll(List.of(read, read)).size());
      assertEquals(1, counter.calls().get("get"));
      assertEquals(1, counter.calls().get("mget"));
    }
    store.apply(Mutations.key("k"), Mutations.scriptedPut(Guard.present(), "w"));
    replica.kill();
    assertArrayEquals(Bodies.text("w"), Mutations.read(store, "k"));
  }

  @Test
  void masterByDefault_answersAll() {
    Store<byte[], byte[]> store = store(group.uri(), "");
    Mutations.put(store, "k", "v");
    try (CommandCounter counter = new CommandCounter(group.replicas().get(0))) {
      counter.reset();
      Mutations.read(store, "k");
      assertNull(counter.calls().get("get"));
    }
  }

  @Test
  void masterAndSentinelsBySettings_areTaken() {
    RedisProcess first = group.sentinels().get(0);
    RedisProcess second = group.sentinels().get(1);
    String uri = "redis://127.0.0.1:" + first.port() + "/3";
    String lines =
        "redis.sentinel { master = mymaster, nodes = [\"127.0.0.1:" + second.port() + "\"] }";
    first.kill();
    Store<byte[], byte[]> store = store(uri, lines);
    Mutations.put(store, "k", "v");
    assertTrue(group.master().cli("INFO", "keyspace").contains("db3:keys=1"));
  }

  @Test
  void unknownMaster_isSaid() {
    Store<byte[], byte[]> store = store(group.uri() + "s", "");
    StoreException e = assertThrows(StoreException.class, () -> Mutations.read(store, "k"));
    assertTrue(String.valueOf(e.getMessage()).contains("'mymasters'"), e::toString);
  }
}
