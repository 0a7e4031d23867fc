package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.redis.raw.ErrorReplyException;
import dev.jaycache.redis.raw.RedisPipeline;
import dev.jaycache.redis.raw.RedisServer;
import dev.jaycache.redis.raw.RedisServers;
import dev.jaycache.redis.raw.RedisTransaction;
import dev.jaycache.redis.raw.Reply;
import dev.jaycache.redis.raw.ReplyType;
import dev.jaycache.redis.raw.ServerFeatures;
import dev.jaycache.store.Backend;
import dev.jaycache.store.StoreException;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw commands on one server. */
@ServerTest
@Timeout(60)
class RawCommandsTest {
  private final List<AutoCloseable> open = new ArrayList<>();
  private final String prefix = "raw:" + UUID.randomUUID() + ':';

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private RedisServer server(Flavor flavor, String lines) {
    Backend backend = TestBackends.connect(SharedServers.of(flavor), lines);
    open.add(backend);
    return backend.unwrap(RedisServers.class).orElseThrow().server();
  }

  private RedisServer server() {
    return server(Flavor.REDIS, "");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "REDIS, resp2, pool",
    "REDIS, resp3, pool",
    "REDIS, resp2, lanes",
    "VALKEY, resp3, lanes"
  })
  void command_takesArgumentsWholeAndGivesTypedReplies(
      Flavor flavor, String protocol, String connections) {
    RedisServer server =
        server(flavor, "redis.protocol = " + protocol + ", redis.connections = " + connections);
    byte[] binary = {0, '\r', '\n', (byte) 0xff, ' ', '%', 's'};
    String key = prefix + "a key";

    assertEquals(2, server.command("HSET %s %s %s f2 %s", key, "f 1", binary, 7).asLong());
    Reply read = server.command("HMGET %s %s f2 none", key, "f 1");

    assertEquals(ReplyType.ARRAY, read.type());
    assertEquals(3, read.size());
    assertArrayEquals(binary, read.at(0).bytes());
    assertEquals("7", read.value(1));
    assertEquals(7, read.at(1).asLong());
    assertEquals(ReplyType.NULL, read.type(2));
    Reply all = server.command("HGETALL %s", key);
    assertEquals(protocol.equals("resp3") ? ReplyType.MAP : ReplyType.ARRAY, all.type());
    assertEquals(4, all.size());
    assertEquals(Set.of("f 1", "f2"), all.fields().keySet());
    assertEquals(ReplyType.STATUS, server.command(List.of(bytes("PING"))).type());
  }

  @Test
  void typesOfResp3_areKept() {
    RedisProcess process =
        RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.with("enable-debug-command", "yes"));
    open.add(process);
    Backend backend = TestBackends.connect(process, "redis.protocol = resp3");
    open.add(0, backend);
    RedisServer server = backend.unwrap(RedisServers.class).orElseThrow().server();
    assertEquals(ReplyType.DOUBLE, server.command("DEBUG PROTOCOL double").type());
    assertEquals(ReplyType.BIG_NUMBER, server.command("DEBUG PROTOCOL bignum").type());
    assertEquals(ReplyType.NULL, server.command("DEBUG PROTOCOL null").type());
    assertEquals(ReplyType.SET, server.command("DEBUG PROTOCOL set").type());
    assertEquals(ReplyType.MAP, server.command("DEBUG PROTOCOL map").type());
    assertEquals(ReplyType.BOOLEAN, server.command("DEBUG PROTOCOL true").type());
    Reply verbatim = server.command("DEBUG PROTOCOL verbatim");
    assertEquals(ReplyType.VERBATIM, verbatim.type());
    assertEquals("txt", ((Reply.Bulk) verbatim).format());
    // What is said about the reply comes before it.
    assertEquals(ReplyType.BULK, server.command("DEBUG PROTOCOL attrib").type());
  }

  @Test
  void error_isThrownOrAReplyByChoice() {
    RedisServer server = server();
    server.command("SET %s v", prefix + "k");
    ErrorReplyException thrown =
        assertThrows(
            ErrorReplyException.class, () -> server.command("LPUSH %s secret", prefix + "k"));
    assertEquals("WRONGTYPE", thrown.code());
    assertTrue(thrown.getMessage().startsWith("LPUSH: Redis at "), thrown.getMessage());
    Reply reply = server.tryCommand("LPUSH %s x", prefix + "k");
    assertTrue(reply.isError());
    assertTrue(reply.info().startsWith("WRONGTYPE "), reply.info());
    assertThrows(ErrorReplyException.class, reply::orThrow);
    ErrorReplyException unknown =
        assertThrows(ErrorReplyException.class, () -> server.command("NONSENSE s3cr3t"));
    assertFalse(String.valueOf(unknown.getMessage()).contains("s3cr3t"), unknown.getMessage());
    assertTrue(unknown.text().contains("s3cr3t"));
    assertEquals("v", server.command("GET %s", prefix + "k").value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 5",
        "MULTI",
        "WATCH k",
        "SUBSCRIBE c",
        "CLIENT REPLY OFF",
        "client tracking ON",
        "HELLO 3",
        "MONITOR",
        "RESET"
      })
  void whatChangesASharedConnection_isRefused(String command) {
    RedisServer server = server();
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> server.command(command));
    assertTrue(String.valueOf(refused.getMessage()).contains("is refused; "));
    assertThrows(
        IllegalArgumentException.class,
        () -> server.blocking(Duration.ofSeconds(1)).command(command));
    assertThrows(IllegalArgumentException.class, () -> server.pipeline().add(command));
    assertThrows(IllegalArgumentException.class, () -> server.onEachMaster(command));
  }

  @Test
  void pipeline_givesRepliesInTheOrderAsked() {
    RedisServer server = server();
    RedisPipeline pipeline = server.pipeline();
    for (int i = 0; i < 2_500; i++) {
      pipeline.add(i == 7 ? "HGET %s f" : "INCR %s", prefix + "n");
    }
    assertEquals(2_500, pipeline.size());
    List<Reply> replies = pipeline.execute();
    assertEquals(0, pipeline.size());
    assertEquals(2_500, replies.size());
    assertTrue(replies.get(7).isError());
    for (int i = 0; i < replies.size(); i++) {
      if (i != 7) {
        assertEquals(i < 7 ? i + 1 : i, replies.get(i).asLong());
      }
    }
    assertEquals(List.of(), pipeline.execute());
  }

  @Test
  void transaction_isDoneTogetherOrNotAtAll() {
    RedisServer server = server();
    String key = prefix + "stock";
    server.command("SET %s 5", key);
    try (RedisTransaction transaction = server.transaction()) {
      transaction.watch(key);
      long stock = transaction.command("GET %s", key).asLong();
      transaction.add("SET %s %s", key, stock - 1).add("LPUSH %s x", key).add("GET %s", key);
      Optional<List<Reply>> done = transaction.execute();
      assertTrue(done.isPresent());
      assertEquals("OK", done.get().get(0).value());
      assertTrue(done.get().get(1).isError());
      assertEquals("4", done.get().get(2).value());
      assertThrows(IllegalStateException.class, transaction::execute);
    }
    try (RedisTransaction transaction = server.transaction()) {
      transaction.watch(key).add("SET %s 100", key);
      server.command("SET %s 3", key);
      assertEquals(Optional.empty(), transaction.execute());
    }
    assertEquals("3", server.command("GET %s", key).value());
    try (RedisTransaction transaction = server.transaction()) {
      transaction.add("SET %s 100", key).add("NONSENSE");
      ErrorReplyException refused = assertThrows(ErrorReplyException.class, transaction::execute);
      assertTrue(
          String.valueOf(refused.getMessage()).contains("did nothing, since it refused command 2"),
          refused.getMessage());
    }
    assertEquals("3", server.command("GET %s", key).value());
  }

  @Test
  void transactionThatIsGivenUp_leavesNothingBehind() {
    RedisServer server = server();
    String key = prefix + "k";
    try (RedisTransaction transaction = server.transaction()) {
      transaction.watch(key).add("SET %s v", key);
    }
    try (RedisTransaction transaction = server.transaction()) {
      server.command("SET %s w", key);
      assertTrue(transaction.add("GET %s", key).execute().isPresent());
    }
  }

  @Test
  void blockingCommand_waitsApartFromTheCaches() throws Exception {
    RedisServer server =
        server(Flavor.REDIS, "command-timeout = 2 s, redis.pool.max-connections = 1");
    String queue = prefix + "queue";
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> server.command("BLPOP %s 1", queue));
    assertTrue(String.valueOf(refused.getMessage()).contains("blocking(patience)"));
    assertThrows(
        IllegalArgumentException.class,
        () -> server.command("XREAD COUNT 1 BLOCK 5 STREAMS %s 0", queue));
    assertTrue(server.command("XREAD COUNT 1 STREAMS %s BLOCK 0 0", queue).isNull());

    CompletableFuture<Reply> popped =
        CompletableFuture.supplyAsync(
            () -> server.blocking(Duration.ofSeconds(30)).command("BLPOP %s 30", queue));
    RedisProcess process = SharedServers.of(Flavor.REDIS);
    while (!process.cli("CLIENT", "LIST").contains("cmd=blpop")) {
      assertFalse(popped.isDone());
    }
    // The caches' only connection is free, and their deadline is over long before.
    for (int i = 0; i < 5; i++) {
      assertEquals("PONG", server.command("PING").value());
    }
    server.command("RPUSH %s %s", queue, "it");
    assertEquals("it", popped.get().value(1));
    assertTrue(server.blocking(Duration.ofMillis(1)).command("BLPOP %s 0.1", queue).isNull());
  }

  @Test
  void blockingCommandWithoutEnd_endsByItsPatienceOrWithTheManager() throws Exception {
    RedisServer hasty = server(Flavor.REDIS, "command-timeout = 100 ms");
    String queue = prefix + "queue";
    assertThrows(
        StoreException.class,
        () -> hasty.blocking(Duration.ofMillis(1)).command("BLPOP %s 0", queue));
    RedisServer server = server();
    CompletableFuture<Reply> popped =
        CompletableFuture.supplyAsync(
            () -> server.blocking(Duration.ofDays(1)).command("BLPOP %s 0", queue));
    RedisProcess process = SharedServers.of(Flavor.REDIS);
    while (!process.cli("CLIENT", "LIST").contains("cmd=blpop")) {
      assertFalse(popped.isDone());
    }
    closeAll();
    Exception ended = assertThrows(Exception.class, popped::get);
    assertSame(
        IllegalStateException.class,
        Optional.ofNullable(ended.getCause()).orElse(ended).getClass());
    assertThrows(IllegalStateException.class, () -> server.command("PING"));
  }

  @Test
  void hostThatServesNobody_isLeft() {
    RedisProcess master = RedisProcess.start(Flavor.REDIS);
    open.add(master);
    RedisProcess replica =
        RedisProcess.start(
            Flavor.REDIS, RedisOptions.PLAIN.with("replicaof", "127.0.0.1 " + master.port()));
    open.add(replica);
    String uri = "redis://127.0.0.1:" + replica.port() + ",127.0.0.1:" + master.port();
    for (int turn = 0; turn < 3; turn++) {
      Backend backend = TestBackends.connect(uri, "");
      open.add(0, backend);
      RedisServer server = backend.unwrap(RedisServers.class).orElseThrow().server();
      switch (turn) {
        case 0 -> server.command("SET k v");
        case 1 -> {
          try (RedisTransaction transaction = server.transaction()) {
            assertTrue(transaction.add("SET k w").execute().isPresent());
          }
        }
        default -> {
          server.blocking(Duration.ofSeconds(1)).command("RPUSH l x");
          assertEquals("x", server.blocking(Duration.ofSeconds(1)).command("BLPOP l 1").value(1));
        }
      }
      assertEquals(turn == 0 ? "v" : "w", master.cli("GET", "k"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Flavor.class,
      names = {"REDIS", "VALKEY"})
  void features_sayWhatTheServerIsAndCan(Flavor flavor) {
    RedisServer server = server(flavor, "");
    ServerFeatures features = server.features();
    assertEquals(Optional.of(flavor.name().toLowerCase(java.util.Locale.ROOT)), features.family());
    String field = flavor == Flavor.REDIS ? "redis_version:" : "valkey_version:";
    String version = features.version().orElseThrow();
    assertTrue(SharedServers.of(flavor).cli("INFO", "server").contains(field + version + "\r\n"));
    assertTrue(features.hasCommand("getex") && features.hasCommand("CONFIG GET"));
    assertFalse(features.hasCommand("NONSENSE") || features.hasModule("ReJSON"));
    assertTrue(features.modules().isPresent());
    assertSame(features, server.features());
    assertTrue(Long.parseLong(server.info("memory").get(0).fields().get("used_memory")) > 0);
    assertEquals(1, server.onEachMaster("DBSIZE").size());
  }

  @Test
  void featuresThatTheUserMayNotAsk_areUnknownAndNoError() {
    RedisProcess process = SharedServers.of(Flavor.REDIS);
    String user = "shy" + prefix.substring(4, 12);
    process.cli("ACL", "SETUSER", user, "on", ">pw", "~*", "+ping", "+hello");
    try {
      Backend backend =
          TestBackends.connect("redis://" + user + ":pw@127.0.0.1:" + process.port(), "");
      open.add(backend);
      RedisServer server = backend.unwrap(RedisServers.class).orElseThrow().server();
      ServerFeatures features = server.features();
      assertEquals(Optional.empty(), features.commands());
      assertFalse(features.hasCommand("GET"));
      assertEquals(Optional.of("redis"), features.family());
      assertThrows(ErrorReplyException.class, () -> server.info("memory"));
    } finally {
      process.cli("ACL", "DELUSER", user);
    }
  }

  @Test
  void scan_givesTheKeysOfAPatternPageByPage() {
    RedisServer server = server();
    RedisPipeline pipeline = server.pipeline();
    for (int i = 0; i < 300; i++) {
      pipeline.add("SET %s v", prefix + "[x]*:" + i);
    }
    pipeline.add("SET %s v", prefix + "x:1").execute();

    try (Stream<byte[]> keys = server.scanPrefix(prefix + "[x]*:", 10)) {
      assertEquals(
          300, keys.map(key -> new String(key, StandardCharsets.UTF_8)).distinct().count());
    }
    try (Stream<byte[]> keys = server.scan(prefix + "[x]:1", 1_000)) {
      assertEquals(
          Set.of(prefix + "x:1"),
          keys.map(key -> new String(key, StandardCharsets.UTF_8)).collect(Collectors.toSet()));
    }
    try (Stream<byte[]> keys = server.scanPrefix(prefix, 10)) {
      assertTrue(keys.findFirst().isPresent());
    }
    assertThrows(IllegalArgumentException.class, () -> server.scan("*", 0));
  }
}
