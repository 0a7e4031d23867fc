package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RespClient;
import dev.jaycache.testkit.server.ServerTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others do at the server is seen through a near cache, since the server tells of it. */
@ServerTest
@Timeout(120)
class NearRedisTest {
  /** So long that only what the server tells can end a copy. */
  private static final String FOR_EVER = "cache-defaults.near.max-staleness=1 d";

  private static final MutableConfiguration<String, String> STRINGS =
      new MutableConfiguration<String, String>()
          .setTypes(String.class, String.class)
          .setStatisticsEnabled(true);

  private final TestManagers managers = new TestManagers();
  private RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private Cache<String, String> near = open(FOR_EVER);
  private Cache<String, String> other = managers.cache(server.uri(), STRINGS);

  private Cache<String, String> open(String... settings) {
    String[] all = new String[settings.length + 3];
    System.arraycopy(settings, 0, all, 3, settings.length);
    all[0] = "cache-defaults.near.enabled=true";
    all[1] = "command-timeout=10 s";
    all[2] = "breaker.allowed-timeouts=-1";
    return managers.cache(server.uri(), STRINGS, all);
  }

  @BeforeEach
  void copy() {
    other.put("k", "a");
    awaitLive(near);
    assertEquals("a", near.get("k"));
  }

  @AfterEach
  void close() {
    managers.close();
    server.close();
  }

  private static Map<String, Long> counters(Cache<?, ?> cache) {
    return cache.unwrap(CacheStatistics.class).storeCounters();
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static void awaitLive(Cache<?, ?> cache) {
    await(() -> counters(cache).get("near-proof-age-ms") >= 0);
  }

  private void awaitValue(String value) {
    await(() -> value.equals(near.get("k")));
  }

  private void awaitMiss() {
    await(() -> near.get("k") == null);
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void put_isTold(Flavor flavor) {
    managers.close();
    server.close();
    server = RedisProcess.start(flavor);
    near = open(FOR_EVER);
    other = managers.cache(server.uri(), STRINGS);
    copy();
    other.put("k", "b");
    awaitValue("b");
    assertTrue(counters(near).get("near-invalidations") > 0);
  }

  @Test
  void removal_isTold() {
    other.remove("k");
    awaitMiss();
  }

  @Test
  void clear_isTold() {
    other.clear();
    awaitMiss();
  }

  @Test
  void invoke_isTold() {
    other.invoke(
        "k",
        (entry, arguments) -> {
          entry.setValue("b");
          return null;
        });
    awaitValue("b");
  }

  @Test
  void foreignDel_isTold() {
    try (RespClient client = server.connect()) {
      client.text("DEL", "jaycache:cache:k");
    }
    awaitMiss();
  }

  @Test
  void flush_isTold() {
    try (RespClient client = server.connect()) {
      client.text("FLUSHALL");
    }
    awaitMiss();
  }

  @Test
  void expiry_isTold() {
    try (RespClient client = server.connect()) {
      client.text("PEXPIRE", "jaycache:cache:k", "1");
    }
    awaitMiss();
  }

  @Test
  void eviction_isTold() {
    try (RespClient client = server.connect()) {
      client.text("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
      client.text("CONFIG", "SET", "maxmemory", "1");
      await(
          () -> {
            byte[] ping = "DBSIZE".getBytes(StandardCharsets.UTF_8);
            return Objects.equals(client.command(ping), 0L);
          });
    }
    awaitMiss();
  }

  @Test
  void changeWhileNobodyListens_isFoundOut() {
    try (RespClient client = server.connect()) {
      // In one step, so that nobody listens again before the change.
      client.text("MULTI");
      client.text("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      client.text("SET", "jaycache:cache:k", "no envelope of ours");
      client.text("EXEC");
    }
    await(
        () -> {
          try {
            return near.get("k") == null;
          } catch (CacheException e) {
            return false;
          }
        });
  }

  @Test
  void copy_outlivesMaxStaleness_whileTheServerProvesIt() {
    Cache<String, String> proven = open("cache-defaults.near.max-staleness=2 s");
    awaitLive(proven);
    proven.get("k");
    // A busy machine may be late with a proof; not each time.
    await(
        () -> {
          proven.get("k");
          long before = counters(proven).get("near-misses");
          long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
          while (System.nanoTime() - until < 0) {
            proven.get("k");
          }
          return counters(proven).get("near-misses") == before;
        });
  }

  @Test
  void copy_isNotServedWhileTheServerIsSilent() {
    Cache<String, String> proven =
        open("cache-defaults.near.max-staleness=200 ms", "command-timeout=100 ms");
    awaitLive(proven);
    await(() -> "a".equals(tried(proven)));
    server.pause();
    try {
      await(() -> tried(proven) == null);
    } finally {
      server.resume();
    }
    await(() -> "a".equals(tried(proven)));
  }

  @Test
  void cacheThatCantBeMade_leavesNobodyListening() {
    CacheManager manager = managers.open(server.uri(), "cache-defaults.near.enabled=true");
    MutableConfiguration<String, String> broken =
        new MutableConfiguration<>(STRINGS)
            .setCacheLoaderFactory(
                () -> {
                  throw new AssertionError("by the test");
                });
    Set<Thread> before = listening();
    assertThrows(AssertionError.class, () -> manager.createCache("broken", broken));
    await(() -> before.containsAll(listening()));
  }

  /** Of this JVM: some of those of tests before may be about to end. */
  private static Set<Thread> listening() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("jaycache changes: "))
        .collect(Collectors.toSet());
  }

  private static String tried(Cache<String, String> cache) {
    try {
      return cache.get("k");
    } catch (CacheException e) {
      return null;
    }
  }

  @Test
  void ownWrites_areReadAtOnce() {
    for (int i = 0; i < 1_000; i++) {
      near.put("k", "v" + i);
      assertEquals("v" + i, near.get("k"));
    }
    near.remove("k");
    assertNull(near.get("k"));
  }
}
