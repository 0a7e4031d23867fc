package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.processor.MutableEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/**
 * What a server that refuses, fails or is silent makes of each operation of a cache: an exception
 * that says what, where and what to do, without a secret; and nothing lasting. The pool has two
 * connections, so that those which are not given back fail what follows.
 */
@ServerTest
@Timeout(180)
class CacheFaultsTest {
  private static final String SECRET = "p4ss w/rd%&";
  private static final String TWO = "redis.pool.max-connections=2";
  private static final String PATIENT = "command-timeout=10 s";
  private static final String UNBROKEN = "breaker.allowed-timeouts=-1";
  private static final String[] HASTY = {"command-timeout=150 ms", "redis.client-name=hasty"};
  private static final Set<String> KEYS = Set.of("k", "l", "m");

  private final List<RedisProcess> servers = new ArrayList<>();
  private final TestManagers managers = new TestManagers();

  @AfterEach
  void close() {
    managers.close();
    servers.forEach(RedisProcess::close);
  }

  private RedisProcess server(RedisOptions options) {
    RedisProcess server = RedisProcess.start(Flavor.REDIS, options);
    servers.add(server);
    return server;
  }

  private RedisProcess server() {
    return server(RedisOptions.PLAIN.withUser("app", SECRET));
  }

  private Cache<String, Long> cache(URI uri, String... settings) {
    List<String> all = new ArrayList<>(List.of(TWO, PATIENT, UNBROKEN));
    all.addAll(List.of(settings));
    return managers.cache(
        uri,
        CacheKind.LOADER.configuration(Policies.UNSET).setReadThrough(false),
        all.toArray(new String[0]));
  }

  private static URI withoutLogin(RedisProcess server) {
    return URI.create("redis://" + server.host() + ':' + server.port());
  }

  /** The operation fails as it should; gives the exception's message. */
  private static String refused(Object operation, Executable work, String... says) {
    CacheException e = assertThrows(CacheException.class, work, operation::toString);
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    assertFalse(trace.toString().contains(SECRET), () -> operation + " shows the password");
    assertFalse(trace.toString().contains("p4ss"), () -> operation + " shows the password");
    for (String part : says) {
      assertTrue(
          trace.toString().contains(part), () -> operation + " does not say " + part + ": " + e);
    }
    return String.valueOf(e.getMessage());
  }

  private static void allRefuse(
      Cache<String, Long> cache, Predicate<Boolean> whichWrite, String... says) {
    for (SingleOperation operation : SingleOperation.values()) {
      if (whichWrite.test(operation.writes())) {
        refused(operation, () -> operation.on(cache, "k"), says);
      }
    }
    for (WholeOperation operation : WholeOperation.values()) {
      if (whichWrite.test(operation.writes())) {
        refused(operation, () -> operation.on(cache, KEYS), says);
      }
    }
  }

  private static String place(RedisProcess server) {
    return "127.0.0.1:" + server.port();
  }

  /** Every operation works, and no more connections are open than the pool may have. */
  private static void assertSound(Cache<String, Long> cache, RedisProcess server) {
    cache.put("sound", 7L);
    for (SingleOperation operation : SingleOperation.values()) {
      cache.put("k", 1L);
      operation.on(cache, "k");
    }
    for (WholeOperation operation : WholeOperation.values()) {
      cache.putAll(Map.of("k", 1L, "sound", 7L));
      operation.on(cache, KEYS);
    }
    cache.put("k", 1L);
    assertEquals(1L, cache.get("k"));
    assertTrue(connections(server, "jaycache") <= 2, () -> server.cli("CLIENT", "LIST"));
  }

  /** Works once, so that a connection is open; on a slow machine that may take several goes. */
  private static void warmUp(Cache<String, Long> hasty) {
    while (true) {
      try {
        hasty.put("warm", 5L);
        return;
      } catch (CacheException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("in time"), e::toString);
      }
    }
  }

  private static long connections(RedisProcess server, String name) {
    return server
        .cli("CLIENT", "LIST")
        .lines()
        .filter(line -> line.contains(" name=" + name + " "))
        .count();
  }

  /** The server sees in time what was closed here. */
  private static void awaitAtMostTwo(RedisProcess server, String name) {
    while (connections(server, name) > 2) {
      Thread.onSpinWait();
    }
  }

  @Test
  void serverThatIsNotThere_isSaidByEachOperationAndUsedWhenItComes() {
    RedisProcess server = server();
    server.stop();
    Cache<String, Long> cache = cache(server.uri());
    allRefuse(cache, writes -> true, place(server), "refused the connection", "start the server");
    server.restart();
    assertSound(cache, server);
  }

  @Test
  void serverThatDies_isSaidByEachOperationAndUsedWhenItIsBack() {
    RedisProcess server = server();
    Cache<String, Long> cache = cache(server.uri());
    assertSound(cache, server);
    server.kill();
    allRefuse(cache, writes -> true, place(server));
    server.restart();
    assertSound(cache, server);
  }

  @Test
  void serverThatIsSilent_costsEachOperationItsDeadline() {
    RedisProcess server = server();
    Cache<String, Long> cache = cache(server.uri(), HASTY);
    Cache<String, Long> patient = cache(server.uri());
    assertSound(patient, server);
    warmUp(cache);
    server.pause();
    allRefuse(cache, writes -> true, place(server));
    server.resume();
    // What was sent before may be done now, as the exceptions said; clear() among it.
    assertSound(patient, server);
    awaitAtMostTwo(server, "hasty");
  }

  @Test
  void linkThatIsHalfOpen_costsEachOperationItsDeadline() {
    RedisProcess server = server();
    try (FaultProxy proxy = new FaultProxy(server.host(), server.port())) {
      Cache<String, Long> cache = cache(server.uri(proxy.port()), HASTY);
      Cache<String, Long> patient = cache(server.uri(proxy.port()));
      assertSound(patient, server);
      warmUp(cache);
      proxy.drop();
      allRefuse(cache, writes -> true, "127.0.0.1:" + proxy.port(), "in time");
      // In this order: what the proxy has read and not yet swallowed must not pass after all.
      proxy.reset();
      proxy.pass();
      assertSound(patient, server);
      awaitAtMostTwo(server, "hasty");
    }
  }

  @Test
  void loginThatIsWrong_isSaidWithoutThePassword() {
    RedisProcess server = server();
    String address = server.host() + ':' + server.port();
    allRefuse(cache(withoutLogin(server)), writes -> true, place(server), "NOAUTH", "redis://user");
    allRefuse(
        cache(URI.create("redis://app:p4ss-wrong@" + address)),
        writes -> true,
        place(server),
        "WRONGPASS",
        "correct them");
    allRefuse(
        cache(URI.create("redis://nobody:p4ss-wrong@" + address)),
        writes -> true,
        place(server),
        "WRONGPASS");
    assertSound(cache(server.uri()), server);
    assertTrue(connections(server, "jaycache") <= 2, "those who were refused hold no connection");
  }

  @Test
  void managerOfASecretUri_showsItNowhere() {
    RedisProcess server = server();
    Cache<String, Long> cache = cache(server.uri());
    cache.put("k", 1L);
    String shown = cache + " " + cache.getCacheManager() + " " + cache.getCacheManager().getURI();
    assertFalse(shown.contains("p4ss"), shown);
    cache.close();
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> cache.get("k"));
    assertFalse(e.toString().contains("p4ss"), e::toString);
  }

  @Test
  void missingRights_areNamed() {
    RedisProcess server = server(RedisOptions.PLAIN);
    server.cli("ACL", "SETUSER", "guest", "on", ">p4ss", "~other:*", "+@all");
    Cache<String, Long> cache =
        cache(URI.create("redis://guest:p4ss@" + server.host() + ':' + server.port()));
    for (SingleOperation operation : SingleOperation.values()) {
      refused(operation, () -> operation.on(cache, "k"), place(server), "NOPERM", "ACL GETUSER");
    }
  }

  @Test
  void replica_refusesWritesAndAnswersReads() {
    RedisProcess server = server();
    Cache<String, Long> cache = cache(server.uri());
    cache.put("k", 1L);
    server.cli("REPLICAOF", "127.0.0.1", "1");
    allRefuse(cache, writes -> writes, place(server), "READONLY", "name the master");
    assertEquals(1L, cache.get("k"));
    assertEquals(Map.of("k", 1L), cache.getAll(KEYS));
    server.cli("REPLICAOF", "NO", "ONE");
    assertSound(cache, server);
  }

  @Test
  void serverThatIsFull_refusesWhatTakesRoomAndDoesTheRest() {
    RedisProcess server = server();
    Cache<String, Long> cache = cache(server.uri());
    cache.putAll(Map.of("k", 1L, "l", 1L, "m", 1L));
    server.cli("CONFIG", "SET", "maxmemory", "1");
    for (SingleOperation operation : SingleOperation.values()) {
      switch (operation) {
        case GET, CONTAINS_KEY -> operation.on(cache, "k");
        case REMOVE, GET_AND_REMOVE, REMOVE_VALUE -> {}
        default ->
            refused(operation, () -> operation.on(cache, "k"), place(server), "OOM", "maxmemory");
      }
    }
    assertEquals(Map.of("k", 1L, "l", 1L, "m", 1L), cache.getAll(KEYS));
    assertTrue(cache.remove("k"));
    assertTrue(cache.remove("l", 1L), "removing by value makes room too");
    cache.clear();
    assertNull(cache.get("m"));
    server.cli("CONFIG", "SET", "maxmemory", "0");
    assertSound(cache, server);
  }

  @Test
  void serverThatLoads_isWaitedForByTheCaller() {
    RedisProcess server =
        server(
            RedisOptions.PLAIN
                .withUser("app", SECRET)
                .with("key-load-delay", "20000")
                .with("loading-process-events-interval-bytes", "1024"));
    Cache<String, Long> cache = cache(server.uri());
    Map<String, Long> many = new HashMap<>();
    for (int i = 0; i < 3_000; i++) {
      many.put("key " + i, 1L);
    }
    cache.putAll(many);
    server.cli("SAVE");
    server.restart();
    String message = refused("get", () -> cache.get("key 1"), "LOADING", place(server));
    assertTrue(message.contains("wait"), message);
    refused("put", () -> cache.put("key 1", 2L), "LOADING");
    refused("invoke", () -> SingleOperation.INVOKE.on(cache, "key 1"), "LOADING");
    server.cli("CONFIG", "SET", "key-load-delay", "0");
    while (server.cli("INFO", "persistence").contains("\nloading:1")) {
      Thread.onSpinWait();
    }
    assertEquals(1L, cache.get("key 1"));
    assertSound(cache, server);
  }

  @Test
  void foreignTypeUnderOneKey_isReportedThereAndHurtsNoOther() {
    RedisProcess server = server();
    Cache<String, Long> cache = cache(server.uri());
    cache.putAll(Map.of("l", 1L, "m", 1L));
    server.cli("RPUSH", "jaycache:cache:k", "a", "b");
    for (SingleOperation operation : SingleOperation.values()) {
      if (operation != SingleOperation.PUT) {
        refused(
            operation,
            () -> operation.on(cache, "k"),
            place(server),
            "WRONGTYPE",
            "jaycache:cache:k",
            "remove the key, or choose another namespace");
      }
    }
    assertEquals("list", server.cli("TYPE", "jaycache:cache:k"));
    assertEquals(Map.of("l", 1L, "m", 1L), cache.getAll(KEYS));
    Map<String, Long> seen = new HashMap<>();
    cache.forEach(entry -> seen.put(entry.getKey(), entry.getValue()));
    assertEquals(Map.of("l", 1L, "m", 1L), seen);
    cache.put("k", 2L);
    assertEquals(2L, cache.get("k"), "a put replaces it");
    server.cli("DEL", "jaycache:cache:k");
    server.cli("HSET", "jaycache:cache:k", "field", "value");
    cache.clear();
    assertEquals("0", server.cli("EXISTS", "jaycache:cache:k"), "clear removes it");
    assertSound(cache, server);
  }

  @Test
  void scriptsThatAreForgotten_areNoticedByNobody() {
    RedisProcess server = server();
    Cache<String, Long> cache = cache(server.uri());
    for (SingleOperation operation : SingleOperation.values()) {
      cache.put("k", 1L);
      server.cli("SCRIPT", "FLUSH");
      operation.on(cache, "k");
    }
    for (WholeOperation operation : WholeOperation.values()) {
      cache.put("k", 1L);
      server.cli("SCRIPT", "FLUSH");
      operation.on(cache, KEYS);
    }
    assertSound(cache, server);
  }

  @Test
  void valueAboveTheServersLimit_isRefusedWithTheLimitAndHurtsNoOther() {
    RedisProcess server =
        server(RedisOptions.PLAIN.withUser("app", SECRET).with("proto-max-bulk-len", "1mb"));
    Cache<String, String> cache =
        managers.cache(
            server.uri(),
            new MutableConfiguration<String, String>().setTypes(String.class, String.class),
            TWO,
            PATIENT,
            UNBROKEN);
    cache.put("k", "small");
    String large = "p4ss".repeat(400_000);
    String[] says = {place(server), "1048576 bytes", "proto-max-bulk-len"};
    refused("put", () -> cache.put("k", large), says);
    refused("getAndPut", () -> cache.getAndPut("k", large), says);
    refused("putIfAbsent", () -> cache.putIfAbsent("l", large), says);
    refused("replace", () -> cache.replace("k", "small", large), says);
    refused("remove", () -> cache.remove("k", large), says);
    refused("invoke", () -> cache.invoke("k", (entry, more) -> set(entry, large)), says);
    refused("putAll", () -> cache.putAll(Map.of("l", large, "m", "small")), says);
    assertEquals("small", cache.get("k"));
    assertEquals("small", cache.get("m"));
    assertNull(cache.get("l"));
    server.cli("CONFIG", "SET", "proto-max-bulk-len", "64mb");
    assertTrue(connections(server, "jaycache") <= 2);
  }

  private static int set(MutableEntry<String, String> entry, String value) {
    entry.setValue(value);
    return 1;
  }

  @Test
  void connectionsThatTheServerEnds_areReplaced() {
    RedisProcess server = server();
    Cache<String, Long> cache = cache(server.uri());
    assertSound(cache, server);
    for (SingleOperation operation : SingleOperation.values()) {
      cache.put("k", 1L);
      KilledClients.idle(server);
      operation.on(cache, "k");
    }
    assertSound(cache, server);
  }
}
