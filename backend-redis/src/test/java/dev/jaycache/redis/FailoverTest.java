package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Guard;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several hosts of which one serves, in a circle. */
@ServerTest
@Timeout(120)
class FailoverTest {
  private final RedisProcess first = RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN);
  private final RedisProcess second = RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN);
  private final RedisBackend backend =
      (RedisBackend)
          TestBackends.connect(
              "redis://127.0.0.1:" + first.port() + ",127.0.0.1:" + second.port() + "/1", "");
  private final Store<byte[], byte[]> store = TestBackends.open(backend, "cache");

  @AfterEach
  void close() {
    backend.close();
    first.close();
    second.close();
  }

  @Test
  void lostHost_isReplacedByTheNextAndThatByTheFirst() {
    Mutations.put(store, "k", "first");
    assertTrue(first.cli("INFO", "keyspace").contains("db1:keys=1"));
    first.stop();
    assertNull(Mutations.read(store, "k"));
    Mutations.put(store, "k", "second");
    assertTrue(second.cli("INFO", "keyspace").contains("db1:keys=1"));
    first.restart();
    assertArrayEquals(Bodies.text("second"), Mutations.read(store, "k"));
    second.stop();
    assertNull(Mutations.read(store, "k"));
    Mutations.put(store, "k", "again");
    assertTrue(first.cli("INFO", "keyspace").contains("db1:keys=1"));
  }

  @Test
  void replica_isLeftForTheHostThatTakesWrites() {
    Mutations.put(store, "k", "v");
    first.cli("REPLICAOF", "127.0.0.1", Integer.toString(second.port()));
    Mutations.put(store, "k", "w");
    assertTrue(second.cli("INFO", "keyspace").contains("db1:keys=1"));
    List<Request<byte[], byte[]>> many =
        List.of(
            new Request<>(Mutations.key("a"), Mutations.scriptedPut(Guard.any(), "a")),
            new Request<>(Mutations.key("b"), Mutations.put("b")));
    second.cli("REPLICAOF", "127.0.0.1", Integer.toString(first.port()));
    first.cli("REPLICAOF", "NO", "ONE");
    List<Outcome<byte[]>> outcomes = store.applyAll(many);
    assertEquals(2, outcomes.size());
    assertArrayEquals(Bodies.text("a"), Mutations.read(store, "a"));
    assertArrayEquals(Bodies.text("b"), Mutations.read(store, "b"));
  }

  @Test
  void noHost_isAnErrorThatNamesThem() {
    first.stop();
    second.stop();
    StoreException e = assertThrows(StoreException.class, () -> Mutations.read(store, "k"));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(":" + first.port()), message);
    assertTrue(message.contains(":" + second.port()), message);
    first.restart();
    Mutations.put(store, "k", "v");
    assertArrayEquals(Bodies.text("v"), Mutations.read(store, "k"));
  }
}
