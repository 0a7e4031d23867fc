package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.redis.raw.ErrorReplyException;
import dev.jaycache.redis.raw.MissingRepliesException;
import dev.jaycache.redis.raw.RedisPipeline;
import dev.jaycache.redis.raw.RedisServer;
import dev.jaycache.redis.raw.RedisServers;
import dev.jaycache.redis.raw.RedisTransaction;
import dev.jaycache.redis.raw.Reply;
import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Raw commands on a cluster: where they go, and what follows them. */
@ServerTest
@Timeout(60)
class RawClusterTest {
  private static RedisCluster cluster;

  private final RedisBackend backend = (RedisBackend) TestBackends.connect(cluster.uri(), "");
  private final RedisServer server = backend.unwrap(RedisServers.class).orElseThrow().server();

  @BeforeAll
  static void start() {
    cluster =
        RedisCluster.start(
            Flavor.REDIS, 3, 0, RedisOptions.PLAIN.with("cluster-node-timeout", "15000"));
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  @AfterEach
  void closeBackend() {
    backend.close();
    cluster.nodes().forEach(node -> node.cli("FLUSHALL"));
  }

  private long moved() {
    return backend.report().get(0).nodes().stream()
        .mapToLong(node -> node.counters().moved())
        .sum();
  }

  private static RedisProcess other(RedisProcess than) {
    return cluster.nodes().stream().filter(node -> node != than).findFirst().orElseThrow();
  }

  @Test
  void command_goesToTheNodeOfItsKey() {
    for (int i = 0; i < 30; i++) {
      String key = "key " + i;
      server.command("SET %s %s", key, i);
      server.command("OBJECT ENCODING %s", key);
      server.command("XGROUP CREATE %s g $ MKSTREAM", "stream " + i);
      server.command("XREAD COUNT 1 STREAMS %s 0", "stream " + i);
      assertEquals(
          Integer.toString(i),
          server.command("EVAL %s 1 %s", "return redis.call('GET', KEYS[1])", key).value());
      assertEquals(1, server.command("ZADD %s 1 m", "zset " + i).asLong());
      assertEquals(1, server.command("ZUNION 1 %s", "zset " + i).size());
      assertEquals("x", server.command("EVAL %s 0 x", "return ARGV[1]").value());
    }
    assertEquals(0, moved());
    assertEquals("PONG", server.command("PING").value());
    assertThrows(ErrorReplyException.class, () -> server.command("NONSENSE %s", "key"));
    assertTrue(server.tryCommand("MGET a b c").info().startsWith("CROSSSLOT"));
  }

  @Test
  void userWhoMayNotAskForKeys_isServedByRedirections() {
    cluster
        .nodes()
        .forEach(node -> node.cli("ACL", "SETUSER", "bob", "on", ">pw", "~*", "+@all", "-command"));
    String uri = cluster.uri().replace("://", "://bob:pw@");
    try (RedisBackend limited = (RedisBackend) TestBackends.connect(uri, "")) {
      RedisServer there = limited.unwrap(RedisServers.class).orElseThrow().server();
      for (int i = 0; i < 30; i++) {
        there.command("SET %s %s", "k" + i, i);
        assertEquals(
            i,
            there.command("EVAL %s 1 %s", "return redis.call('GET', KEYS[1])", "k" + i).asLong());
        assertEquals(0, there.command("ZUNION 1 %s", "z" + i).size());
      }
    }
  }

  @Test
  void slotThatMoves_isFollowed() {
    String key = "{raw}k";
    int slot = cluster.slot("raw");
    RedisProcess from = cluster.owner(slot);
    RedisProcess to = other(from);
    server.command("SET %s v", key);
    cluster.beginMove(slot, to);
    server.command("SET {raw}new w");
    assertEquals("v", server.command("GET %s", key).value());
    List<Reply> replies =
        server.pipeline().add("GET %s", key).add("GET {raw}new").add("GET elsewhere").execute();
    assertEquals("v", replies.get(0).value());
    assertEquals("w", replies.get(1).value());
    assertTrue(replies.get(2).isNull());
    assertTrue(moved() > 0);
    cluster.moveKeys(slot, from, to);
    cluster.endMove(slot, from, to);
    try (RedisTransaction transaction = server.transaction()) {
      assertEquals("v", transaction.add("GET %s", key).execute().orElseThrow().get(0).value());
    }
    assertEquals("v", server.command("GET %s", key).value());
  }

  @Test
  void slotThatMoves_isFollowedByWatchAndBlockingCommands() throws Exception {
    int slot = cluster.slot("blocked");
    RedisProcess from = cluster.owner(slot);
    server.command("SET {blocked}k v");
    cluster.beginMove(slot, other(from));
    cluster.moveKeys(slot, from, other(from));
    cluster.endMove(slot, from, other(from));
    try (RedisTransaction transaction = server.transaction()) {
      transaction.watch("{blocked}k").add("SET {blocked}k w");
      assertTrue(transaction.execute().isPresent());
    }
    RedisProcess now = cluster.owner(slot);
    cluster.beginMove(slot, other(now));
    cluster.moveKeys(slot, now, other(now));
    cluster.endMove(slot, now, other(now));
    CompletableFuture<Reply> popped =
        CompletableFuture.supplyAsync(
            () -> server.blocking(Duration.ofSeconds(30)).command("BLPOP %s 30", "{blocked}q"));
    server.command("RPUSH {blocked}q it");
    assertEquals("it", popped.get().value(1));
  }

  @Test
  void pipeline_isSplitByNodeAndAnsweredInTheOrderAsked() {
    RedisPipeline pipeline = server.pipeline();
    for (int i = 0; i < 600; i++) {
      pipeline.add("SET %s %s", "p" + i, i);
    }
    assertEquals(600, pipeline.execute().size());
    for (int i = 0; i < 600; i++) {
      pipeline.add("GET %s", "p" + i);
    }
    List<Reply> replies = pipeline.execute();
    for (int i = 0; i < 600; i++) {
      assertEquals(i, replies.get(i).asLong());
    }
    cluster.nodes().forEach(node -> assertFalse(node.cli("DBSIZE").equals("0")));
    assertEquals(0, moved());
  }

  @Test
  void transaction_isOfOneSlot() {
    try (RedisTransaction transaction = server.transaction()) {
      transaction.watch("{order}:1", "{order}:2");
      transaction.add("SET {order}:1 a").add("SET {order}:2 b");
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> transaction.add("SET other c"));
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("'{order}:1'") && message.contains("'other'"), message);
      assertEquals(2, transaction.execute().orElseThrow().size());
    }
    assertEquals("b", server.command("GET {order}:2").value());
  }

  @Test
  void eachMaster_answersForItself() {
    for (int i = 0; i < 100; i++) {
      server.command("SET %s v", "each" + i);
    }
    Map<String, Reply> sizes = server.onEachMaster("DBSIZE");
    assertEquals(3, sizes.size());
    assertEquals(100, sizes.values().stream().mapToLong(Reply::asLong).sum());
    assertTrue(sizes.containsKey("127.0.0.1:" + cluster.nodes().get(1).port()));
    Thread.currentThread().interrupt();
    assertEquals(3, server.onEachMaster("PING").size());
    assertTrue(Thread.interrupted());
    assertEquals(3, server.info("server").size());
    assertTrue(server.features().hasCommand("cluster|shards"));
    try (Stream<byte[]> keys = server.scan("each*", 10)) {
      assertEquals(
          100, keys.map(key -> new String(key, StandardCharsets.UTF_8)).distinct().count());
    }
  }

  @Test
  void nodeThatLetsNobodyIn_doesNotHideWhatOthersDid() {
    cluster.nodes().forEach(node -> node.cli("ACL", "SETUSER", "eve", "on", ">pw", "~*", "+@all"));
    String uri = cluster.uri().replace("://", "://eve:pw@");
    try (RedisBackend limited = (RedisBackend) TestBackends.connect(uri, "")) {
      RedisServer there = limited.unwrap(RedisServers.class).orElseThrow().server();
      there.command("SET k v");
      RedisProcess closed = cluster.nodes().get(2);
      closed.cli("ACL", "DELUSER", "eve");
      RedisPipeline pipeline = there.pipeline();
      for (int i = 0; i < 300; i++) {
        pipeline.add("SET %s v", "hidden" + i);
      }
      MissingRepliesException missing =
          assertThrows(MissingRepliesException.class, pipeline::execute);
      for (int i = 0; i < 300; i++) {
        RedisProcess owner = cluster.owner(cluster.slot("hidden" + i));
        boolean told = missing.replies().get(i) != null || missing.unknown().contains(i);
        assertTrue(owner == closed || told, missing::getMessage);
      }
      UnknownOutcomeException partly =
          assertThrows(UnknownOutcomeException.class, () -> there.onEachMaster("FLUSHALL"));
      String message = String.valueOf(partly.getMessage());
      String others = message.substring(message.lastIndexOf("answered"));
      for (RedisProcess node : cluster.nodes()) {
        assertEquals(node != closed, others.contains(":" + node.port()), message);
      }
    }
  }
}
