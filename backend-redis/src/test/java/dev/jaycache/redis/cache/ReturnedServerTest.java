package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.Awaiting;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that is not the process that it was, and what {@code flush-on-reconnect} makes of it.
 */
@ServerTest
@Timeout(180)
class ReturnedServerTest {
  private static final int JVMS = 6;
  private static final int THREADS = 4;

  private final TestManagers managers = new TestManagers();
  private final List<RedisProcess> servers = new ArrayList<>();

  @AfterEach
  void close() {
    managers.close();
    servers.forEach(RedisProcess::close);
  }

  private RedisProcess server(Flavor flavor) {
    RedisProcess server = RedisProcess.start(flavor);
    servers.add(server);
    return server;
  }

  private RedisProcess server() {
    return server(Flavor.REDIS);
  }

  private Cache<String, String> cache(RedisProcess server, String flush, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "flush-on-reconnect=" + flush,
                "breaker.allowed-timeouts=-1",
                "connect-timeout=60 s",
                "command-timeout=60 s"));
    settings.addAll(List.of(more));
    return managers.cache(
        server.uri(),
        new MutableConfiguration<String, String>().setTypes(String.class, String.class),
        settings.toArray(new String[0]));
  }

  /** Saves what is there, changes it, and comes back with what was saved. */
  private static void returnWithOldData(RedisProcess server, Cache<String, String> cache) {
    cache.put("k", "old");
    cache.put("removed", "old");
    server.cli("SAVE");
    cache.put("k", "new");
    cache.remove("removed");
    server.kill();
    server.restart();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache", "database"})
  void oldData_areServedToNobody(String flush) {
    RedisProcess server = server();
    Cache<String, String> cache = cache(server, flush);
    Cache<String, String> another = cache(server, flush);
    another.get("k");
    returnWithOldData(server, cache);
    assertNull(another.get("k"));
    assertNull(cache.get("k"));
    assertNull(cache.get("removed"));
    cache.put("k", "newest");
    assertEquals("newest", another.get("k"));
  }

  @Test
  void withoutTheSetting_oldDataAreServed() {
    RedisProcess server = server();
    Cache<String, String> cache = cache(server, "no");
    returnWithOldData(server, cache);
    assertEquals("old", cache.get("k"));
    assertEquals("", server.cli("KEYS", "*%server*"));
  }

  @Test
  void jvmThatStartsAfterTheReturn_servesNoOldDataEither() {
    RedisProcess server = server();
    Cache<String, String> cache = cache(server, "cache");
    returnWithOldData(server, cache);
    managers.close();
    assertNull(cache(server, "cache").get("k"));
  }

  @Test
  void namespace_isAllThatIsFlushedByCache() {
    RedisProcess server = server();
    Cache<String, String> cache = cache(server, "cache");
    cache.put("k", "old");
    server.cli("SET", "jaycache", "of others");
    server.cli("SET", "jaycache2:cache:k", "of others");
    server.cli("SET", "other:cache:k", "of others");
    server.cli("SAVE");
    server.kill();
    server.restart();
    assertNull(cache.get("k"));
    assertEquals("3", server.cli("EXISTS", "jaycache", "jaycache2:cache:k", "other:cache:k"));
    assertEquals("0", server.cli("EXISTS", "jaycache:%server:flush"), "the lock is given back");
  }

  private static long flushes(RedisProcess server) {
    return server
        .cli("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_flushdb:calls="))
        .mapToLong(line -> Long.parseLong(line.replaceAll("^[^=]*=([0-9]+),.*", "$1")))
        .sum();
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void manyJvmsAndThreads_flushOnceForEachRun(Flavor flavor) throws Exception {
    RedisProcess server = server(flavor);
    List<Cache<String, String>> caches = new ArrayList<>();
    for (int i = 0; i < JVMS; i++) {
      caches.add(cache(server, "database"));
      caches.get(i).put("k", "old");
    }
    assertEquals(1, flushes(server), "there was no mark at first");
    for (int run = 0; run < 3; run++) {
      server.cli("SAVE");
      server.kill();
      server.restart();
      meet(caches);
      assertEquals(1, flushes(server));
      caches.get(run).put("k", "of run " + run);
      for (Cache<String, String> cache : caches) {
        assertEquals("of run " + run, cache.get("k"));
      }
    }
  }

  /** All at once find nothing old. */
  private static void meet(List<Cache<String, String>> caches) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(JVMS * THREADS);
    CountDownLatch start = new CountDownLatch(JVMS * THREADS);
    try {
      List<Future<String>> seen = new ArrayList<>();
      for (int i = 0; i < JVMS * THREADS; i++) {
        Cache<String, String> cache = caches.get(i % JVMS);
        seen.add(
            threads.submit(
                () -> {
                  start.countDown();
                  start.await();
                  return cache.get("k");
                }));
      }
      for (Future<String> each : seen) {
        assertNull(each.get());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void replicaThatTookOver_isFlushed() {
    RedisProcess master = server();
    RedisProcess replica = server();
    // The first replica gives its master another replication id: not while there is anything.
    replica.cli("REPLICAOF", master.host(), String.valueOf(master.port()));
    Awaiting.until(
        "it follows", () -> field(replica, "replication", "master_link_status").equals("up"));
    Cache<String, String> cache = cache(master, "cache");
    cache.put("k", "replicated");
    Awaiting.until(
        "it has what the master has", () -> replica.cli("EXISTS", "jaycache:cache:k").equals("1"));
    replica.cli("REPLICAOF", "NO", "ONE");
    cache.put("k", "not replicated");
    assertNull(cache(replica, "cache").get("k"));
  }

  @Test
  void databaseThatSomebodyEmptied_isNotFlushedAgain() {
    RedisProcess server = server();
    Cache<String, String> cache = cache(server, "database", "redis.pool.max-connections=1");
    cache.put("k", "old");
    server.cli("FLUSHALL");
    cache.put("k", "new");
    server.cli("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    assertEquals("new", cache.get("k"));
    assertEquals("new", cache(server, "database").get("k"), "the mark is there again");
    assertEquals(1, flushes(server));
  }

  @Test
  void lockOfOneWhoDied_isRespectedForAWhile() {
    RedisProcess server = server();
    server.cli("SET", "jaycache:cache:k", "whatever it was");
    server.cli("SET", "jaycache:%server:flush", "of another", "PX", "500");
    assertNull(cache(server, "cache").get("k"));
    assertEquals("0", server.cli("EXISTS", "jaycache:cache:k"));
    server.cli("DEL", "jaycache:%server");
    server.cli("SET", "jaycache:%server:flush", "of another");
    Cache<String, String> waiting =
        managers.cache(
            server.uri(),
            new MutableConfiguration<String, String>().setTypes(String.class, String.class),
            "flush-on-reconnect=cache",
            "breaker.allowed-timeouts=-1",
            "connect-timeout=300 ms");
    // In 300 ms a busy machine may not even have asked for the lock.
    Awaiting.until(
        "it is said who is waited for",
        () -> {
          CacheException e = assertThrows(CacheException.class, () -> waiting.get("k"));
          return String.valueOf(e.getMessage()).contains("flush-on-reconnect");
        });
  }

  private static String field(RedisProcess server, String section, String name) {
    return server
        .cli("INFO", section)
        .lines()
        .filter(line -> line.startsWith(name + ':'))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache", "database"})
  void flusherThatWasHeldUpUntilAnotherWasDone_removesNothingOfWhatIsNew(String flush) {
    RedisProcess server = server();
    String identity =
        field(server, "server", "run_id") + '/' + field(server, "replication", "master_replid");
    server.cli("SET", "jaycache:cache:k", "old");
    try (FaultProxy proxy = new FaultProxy(server.host(), server.port())) {
      // Just before it removes anything its lock has run out, and another one has done all of it.
      proxy.before(
          flush.equals("cache") ? "jaycache:cache:k" : identity,
          () -> {
            server.cli("DEL", "jaycache:%server:flush");
            server.cli("SET", "jaycache:%server", identity);
            server.cli("SET", "jaycache:cache:k", "new");
          });
      Cache<String, String> cache =
          managers.cache(
              server.uri(proxy.port()),
              new MutableConfiguration<String, String>().setTypes(String.class, String.class),
              "flush-on-reconnect=" + flush,
              "connect-timeout=60 s",
              "command-timeout=60 s");
      assertNull(cache.get("another"));
      assertEquals(1, proxy.hits());
      assertEquals("new", server.cli("GET", "jaycache:cache:k"));
      assertEquals(identity, server.cli("GET", "jaycache:%server"));
      managers.close();
    }
  }

  @Test
  void missingRights_areNamed() {
    RedisProcess server = server();
    server.cli("ACL", "SETUSER", "guest", "on", ">pw", "~*", "+@all", "-info");
    Cache<String, String> cache =
        managers.cache(
            java.net.URI.create("redis://guest:pw@" + server.host() + ':' + server.port()),
            new MutableConfiguration<String, String>().setTypes(String.class, String.class),
            "flush-on-reconnect=cache");
    CacheException e = assertThrows(CacheException.class, () -> cache.get("k"));
    assertTrue(String.valueOf(e.getMessage()).contains("INFO"), e::toString);
    assertTrue(String.valueOf(e.getMessage()).contains("NOPERM"), e::toString);
  }
}
