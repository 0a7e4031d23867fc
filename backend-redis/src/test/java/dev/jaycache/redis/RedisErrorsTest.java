package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.store.Want;
import dev.jaycache.testkit.Bodies;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RespClient;
import dev.jaycache.testkit.server.ServerTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What a server that refuses makes of an operation. Every pool here has one connection, so that a
 * connection that is not given back, or not in order, fails what follows.
 */
@ServerTest
@Timeout(120)
class RedisErrorsTest {
  private static final String ONE = "redis.pool.max-connections = 1";
  private static final String SECRET = "sec ret/&%";

  private final List<AutoCloseable> open = new ArrayList<>();

  private RedisProcess server(RedisOptions options) {
    RedisProcess server = RedisProcess.start(Flavor.REDIS, options);
    open.add(0, server);
    return server;
  }

  private Store<byte[], byte[]> store(String uri) {
    Backend backend = TestBackends.connect(uri, ONE);
    open.add(0, backend);
    return TestBackends.open(backend, "cache");
  }

  private Store<byte[], byte[]> store(RedisProcess server) {
    return store(server.uri().toString());
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /** The exception's message; it is certain that nothing was done. */
  private static String refused(RedisProcess server, Executable operation) {
    StoreException e = assertThrows(StoreException.class, operation);
    assertFalse(e instanceof UnknownOutcomeException, e::toString);
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("127.0.0.1:" + server.port()), message);
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    assertFalse(trace.toString().contains(SECRET), "the trace holds the password");
    assertFalse(trace.toString().contains("VALUE"), "the trace holds the value");
    return message;
  }

  private static void assertSays(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void nobodyListens_isRefusedAndWorksOnceSomebodyDoes() {
    RedisProcess server = server(RedisOptions.PLAIN);
    Store<byte[], byte[]> store = store(server);
    server.stop();
    String message = refused(server, () -> Mutations.put(store, "k", "VALUE"));
    assertSays(message, "SET", "test:cache:", "refused the connection", "start the server");
    refused(server, () -> Mutations.read(store, "k"));
    refused(server, store::clear);
    refused(server, () -> store.keys().next());
    refused(server, () -> bulk(store, 3));
    server.restart();
    assertEquals(Effect.STORED, Mutations.put(store, "k", "VALUE"));
  }

  @Test
  void unknownHost_isSaid() {
    Store<byte[], byte[]> store = store("redis://nosuchhost.invalid:7000");
    StoreException e = assertThrows(StoreException.class, () -> Mutations.put(store, "k", "v"));
    assertSays(String.valueOf(e.getMessage()), "nosuchhost.invalid:7000", "host name is unknown");
  }

  @Test
  void noPassword_isAskedFor() {
    RedisProcess server = server(RedisOptions.PLAIN.withPassword(SECRET));
    Store<byte[], byte[]> store = store("redis://127.0.0.1:" + server.port());
    String message = refused(server, () -> Mutations.put(store, "k", "VALUE"));
    assertSays(message, "asks for a password", "NOAUTH");
  }

  @Test
  void wrongPassword_isRefusedAndNotShown() {
    RedisProcess server = server(RedisOptions.PLAIN.withPassword("another"));
    Store<byte[], byte[]> store = store("redis://:sec%20ret%2F&%25@127.0.0.1:" + server.port());
    String message = refused(server, () -> Mutations.put(store, "k", "VALUE"));
    assertSays(message, "refused user or password", "WRONGPASS");
    assertFalse(store.toString().contains("sec"), store.toString());
  }

  @Test
  void rightPassword_isDecoded() {
    RedisProcess server = server(RedisOptions.PLAIN.withUser("us:er@", SECRET));
    Store<byte[], byte[]> store = store(server.uri() + "/3");
    assertEquals(Effect.STORED, Mutations.put(store, "k", "v"));
    try (RespClient client = server.connect()) {
      assertEquals("0", client.text("DBSIZE"));
      client.text("SELECT", "3");
      assertEquals("1", client.text("DBSIZE"));
      assertSays(client.text("CLIENT", "LIST"), "name=jaycache");
    }
  }

  @Test
  void databaseOutOfRange_isSaid() {
    RedisProcess server = server(RedisOptions.PLAIN);
    Store<byte[], byte[]> store = store(server.uri() + "/99");
    assertSays(refused(server, () -> Mutations.read(store, "k")), "does not have the database");
  }

  @Test
  void missingRight_isNamed() {
    RedisProcess server = server(RedisOptions.PLAIN);
    server.cli("ACL", "SETUSER", "bob", "on", ">pw", "~other:*", "+@all");
    server.cli("ACL", "SETUSER", "eve", "on", ">pw", "~*", "+@all", "-evalsha", "-script");
    Store<byte[], byte[]> bob = store("redis://bob:pw@127.0.0.1:" + server.port());
    assertSays(refused(server, () -> Mutations.put(bob, "k", "VALUE")), "NOPERM", "ACL GETUSER");
    Store<byte[], byte[]> eve = store("redis://eve:pw@127.0.0.1:" + server.port());
    assertEquals(Effect.STORED, Mutations.put(eve, "k", "v"));
    Mutation<byte[]> scripted = Mutations.scriptedPut(Guard.any(), "VALUE");
    String message = refused(server, () -> eve.apply(Mutations.key("k"), scripted));
    assertSays(message, "script of key", "NOPERM");
    assertArrayEquals(Bodies.text("v"), Mutations.read(eve, "k"));
  }

  @Test
  void replica_takesNoWritesAndAnswersReads() {
    RedisProcess server = server(RedisOptions.PLAIN);
    Store<byte[], byte[]> store = store(server);
    Mutations.put(store, "k", "v");
    server.cli("REPLICAOF", "127.0.0.1", "1");
    assertSays(refused(server, () -> Mutations.put(store, "k", "VALUE")), "READONLY", "master");
    Mutation<byte[]> scripted = Mutations.scriptedPut(Guard.any(), "VALUE");
    String message = refused(server, () -> store.apply(Mutations.key("k"), scripted));
    assertSays(message, "READONLY");
    assertArrayEquals(Bodies.text("v"), Mutations.read(store, "k"));
    server.cli("REPLICAOF", "NO", "ONE");
    assertEquals(Effect.STORED, Mutations.put(store, "k", "w"));
  }

  @Test
  void fullServer_takesNoWritesAndAnswersReads() {
    RedisProcess server = server(RedisOptions.PLAIN);
    Store<byte[], byte[]> store = store(server);
    Mutations.put(store, "k", "v");
    server.cli("CONFIG", "SET", "maxmemory", "1");
    assertSays(refused(server, () -> Mutations.put(store, "k", "VALUE")), "OOM", "maxmemory");
    Mutation<byte[]> scripted = Mutations.scriptedPut(Guard.any(), "VALUE");
    assertSays(refused(server, () -> store.apply(Mutations.key("k"), scripted)), "OOM");
    refused(server, () -> bulk(store, 3));
    assertArrayEquals(Bodies.text("v"), Mutations.read(store, "k"));
    server.cli("CONFIG", "SET", "maxmemory", "0");
    assertEquals(Effect.STORED, Mutations.put(store, "k", "w"));
  }

  @Test
  void loadingServer_isWaitedFor() {
    RedisOptions slow =
        RedisOptions.PLAIN
            .with("key-load-delay", "20000")
            .with("loading-process-events-interval-bytes", "1024");
    RedisProcess server = server(slow);
    Store<byte[], byte[]> store = store(server);
    bulk(store, 2_000);
    server.cli("SAVE");
    server.restart();
    assertSays(refused(server, () -> Mutations.read(store, "k0")), "LOADING", "wait");
    server.cli("CONFIG", "SET", "key-load-delay", "0");
    while (server.cli("INFO", "persistence").contains("\nloading:1")) {
      Thread.onSpinWait();
    }
    assertArrayEquals(Bodies.text("v"), Mutations.read(store, "k0"));
  }

  @Test
  void keyOfAnotherType_isReportedAndLeavesTheOthersSound() {
    RedisProcess server = server(RedisOptions.PLAIN);
    Store<byte[], byte[]> store = store(server);
    foreign(server, "list");
    Mutations.put(store, "k", "v");
    byte[] list = Mutations.key("list");
    for (Mutation<byte[]> mutation :
        List.<Mutation<byte[]>>of(
            Mutation.read(),
            Mutation.access(Ttl.ofMillis(1_000)),
            Mutation.keep(Guard.present(), Ttl.KEEP, Want.EFFECT),
            Mutation.remove(Guard.any(), Want.PREVIOUS),
            Mutations.putIfAbsent("VALUE"),
            Mutations.scriptedPut(Guard.any(), "VALUE"),
            Mutation.add(Bodies.ofLong(1), Ttl.ETERNAL, Ttl.KEEP))) {
      String message = refused(server, () -> store.apply(list, mutation));
      assertSays(message, "WRONGTYPE", "list", "remove the key");
    }
    Request<byte[], byte[]> bad = new Request<>(list, Mutations.scriptedPut(Guard.any(), "VALUE"));
    Request<byte[], byte[]> good = new Request<>(Mutations.key("k"), Mutations.put("w"));
    assertSays(refused(server, () -> store.applyAll(List.of(bad, good))), "WRONGTYPE");
    StoreException partly =
        assertThrows(StoreException.class, () -> store.applyAll(List.of(good, bad, good)));
    List<Outcome<byte[]>> known = partly.outcomes(3);
    assertEquals(Effect.STORED, known.get(0).effect());
    assertNull(known.get(1));
    assertEquals(Effect.STORED, known.get(2).effect());
    assertArrayEquals(Bodies.text("w"), Mutations.read(store, "k"));
    assertEquals(Effect.STORED, Mutations.put(store, "list", "v"));
    assertArrayEquals(Bodies.text("v"), Mutations.read(store, "list"));
  }

  @Test
  void bulkRead_passesOverAKeyOfAnotherType() {
    RedisProcess server = server(RedisOptions.PLAIN);
    Store<byte[], byte[]> store = store(server);
    foreign(server, "list");
    Mutations.put(store, "k", "v");
    List<Outcome<byte[]>> outcomes =
        store.applyAll(
            List.of(
                new Request<>(Mutations.key("list"), Mutation.read()),
                new Request<>(Mutations.key("k"), Mutation.read())));
    assertEquals(List.of(false, true), outcomes.stream().map(Outcome::existed).toList());
  }

  @Test
  void errorThatNobodyKnows_isShownWithoutArguments() {
    String text = "ERR odd thing in 'get', with args beginning with: 'the value'";
    StoreException e =
        new RedisErrors("at home")
            .refused(new Command(Protocol.Command.GET), new JedisDataException(text));
    assertSays(String.valueOf(e.getMessage()), "at home", "ERR odd thing in 'get'");
    assertFalse(String.valueOf(e.getMessage()).contains("the value"), e.getMessage());
    assertNull(e.getCause());
  }

  private static void foreign(RedisProcess server, String key) {
    byte[] whole = new KeySpace(TestBackends.space("cache")).at(Mutations.key(key));
    try (RespClient client = server.connect()) {
      client.command("RPUSH".getBytes(StandardCharsets.US_ASCII), whole, whole);
    }
  }

  @Test
  void forgottenScript_isLoadedAgain() {
    RedisProcess server = server(RedisOptions.PLAIN);
    Store<byte[], byte[]> store = store(server);
    for (int round = 0; round < 3; round++) {
      server.cli("SCRIPT", "FLUSH");
      Mutation<byte[]> put = Mutations.scriptedPut(Guard.any(), "v" + round);
      store.apply(Mutations.key("k"), put);
      server.cli("SCRIPT", "FLUSH");
      List<Request<byte[], byte[]>> many = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        many.add(new Request<>(Mutations.key("k" + i % 60), put));
        many.add(new Request<>(Mutations.key("k" + i % 60), Mutation.read()));
      }
      List<Outcome<byte[]>> outcomes = store.applyAll(many);
      for (int i = 0; i < 100; i++) {
        boolean created = round == 0 && i < 60;
        assertEquals(created ? Effect.CREATED : Effect.UPDATED, outcomes.get(2 * i).effect());
        assertArrayEquals(Bodies.text("v" + round), outcomes.get(2 * i + 1).previousValue());
      }
    }
  }

  @Test
  void tooLargeValue_isRefusedWithTheLimitAndLeavesTheOthers() {
    RedisProcess server = server(RedisOptions.PLAIN.with("proto-max-bulk-len", "1mb"));
    Store<byte[], byte[]> store = store(server);
    String large = "VALUE".repeat(400_000);
    String message = refused(server, () -> Mutations.put(store, "large", large));
    assertSays(message, "1048576 bytes", "2000015", "proto-max-bulk-len");
    List<Request<byte[], byte[]>> requests =
        List.of(
            new Request<>(Mutations.key("a"), Mutations.put("a")),
            new Request<>(Mutations.key("large"), Mutations.put(large)),
            new Request<>(Mutations.key("b"), Mutations.put("b")));
    assertSays(refused(server, () -> store.applyAll(requests)), "1048576 bytes");
    assertArrayEquals(Bodies.text("a"), Mutations.read(store, "a"));
    assertArrayEquals(Bodies.text("b"), Mutations.read(store, "b"));
    assertNull(Mutations.read(store, "large"));
  }

  @Test
  void limitThatShrank_isFoundWhenTheServerHangsUp() {
    RedisProcess server = server(RedisOptions.PLAIN);
    Store<byte[], byte[]> store = store(server);
    String large = "VALUE".repeat(400_000);
    assertEquals(Effect.STORED, Mutations.put(store, "large", large));
    server.cli("CONFIG", "SET", "proto-max-bulk-len", "1mb");
    assertSays(refused(server, () -> Mutations.put(store, "k", large)), "proto-max-bulk-len");
    assertEquals(Effect.STORED, Mutations.put(store, "k", "v"));
    assertEquals(2_000_001, assertInstanceOf(byte[].class, Mutations.read(store, "large")).length);
  }

  @Test
  void serverWithoutRoom_saysSo() {
    RedisProcess server = server(RedisOptions.PLAIN);
    Store<byte[], byte[]> store = store(server);
    server.cli("CONFIG", "SET", "maxclients", "1");
    try (RespClient only = server.connect()) {
      only.text("PING");
      assertSays(refused(server, () -> Mutations.read(store, "k")), "maxclients");
      only.text("CONFIG", "SET", "maxclients", "100");
    }
    assertNull(Mutations.read(store, "k"));
  }

  @Test
  void whatIsForbidden_isToldFromWhatCantBeDoneNow() {
    for (String never : List.of("NOPERM no permissions to run 'role'", "ERR unknown command 'X'")) {
      assertTrue(RedisErrors.isForbidden(new JedisDataException(never)), never);
    }
    for (String now : List.of("LOADING Redis is loading", "BUSY Redis is busy", "MOVED 1 a:1")) {
      assertFalse(RedisErrors.isForbidden(new JedisDataException(now)), now);
    }
  }

  @Test
  void closedBackend_refuses() {
    RedisProcess server = server(RedisOptions.PLAIN);
    Backend backend = TestBackends.connect(server, ONE);
    Store<byte[], byte[]> store = TestBackends.open(backend, "cache");
    Mutations.put(store, "k", "v");
    backend.close();
    backend.close();
    assertThrows(IllegalStateException.class, () -> Mutations.read(store, "k"));
  }

  private static void bulk(Store<byte[], byte[]> store, int count) {
    List<Request<byte[], byte[]>> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(new Request<>(Mutations.key("k" + i), Mutations.put("v")));
    }
    store.applyAll(requests);
  }
}
