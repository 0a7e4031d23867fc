package dev.jaycache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.JayCachingProvider;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands on caches, on each kind of server. */
@ServerTest
class CacheCommandsTest {
  /** Where the cache lives. */
  enum Place {
    REDIS,
    MEMCACHED
  }

  /** A class of an application that the command line does not know. */
  private record Order(int number) implements Serializable {}

  private static RedisProcess redis;
  private static MemcachedProcess memcached;

  @BeforeAll
  static void start() {
    redis = RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.withPassword(Run.PASSWORD));
    memcached = MemcachedProcess.start();
  }

  @AfterAll
  static void end() {
    redis.close();
    memcached.close();
  }

  @AfterEach
  void clear() {
    redis.cli("FLUSHALL");
    memcached.ask("flush_all");
  }

  private static String uri(Place place) {
    return switch (place) {
      case REDIS -> redis.uri().toString();
      case MEMCACHED -> memcached.uri();
    };
  }

  /** A command on the cache "users". */
  private static Run on(Place place, String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--uri", uri(place), command, "--cache", "users"));
    all.addAll(List.of(arguments));
    return Run.of(all.toArray(String[]::new));
  }

  private static CacheManager application(Place place) {
    Properties properties = new Properties();
    properties.setProperty("jaycache.servers", uri(place));
    properties.setProperty("jaycache.serialization.allow", "dev.jaycache.cli.**");
    return new JayCachingProvider().getCacheManager(URI.create("jaycache:app"), null, properties);
  }

  @ParameterizedTest
  @EnumSource
  void entry_isWrittenShownAndRemoved(Place place) {
    on(place, "get", "alice").assertFails(ExitCode.NOTHING, "nothing there");
    on(place, "put", "alice", "a b\"c").assertPrints("");
    on(place, "get", "alice").assertPrints("a b\"c\n");
    on(place, "get", "alice", "--json")
        .assertPrints(
            "{\"cache\":\"users\",\"key\":\"alice\",\"codec\":\"string\",\"size\":6,"
                + "\"value\":\"a b\\\"c\"}\n");
    on(place, "remove", "alice").assertPrints("");
    on(place, "remove", "alice").assertFails(ExitCode.NOTHING, "nothing there");
  }

  @ParameterizedTest
  @EnumSource
  void entriesOfAnApplication_areTheSameOnes(Place place) {
    try (CacheManager manager = application(place)) {
      Cache<Object, Object> cache = manager.createCache("users", new MutableConfiguration<>());
      cache.put("k", "v");
      cache.put(7L, 42L);
      on(place, "get", "k").assertPrints("v\n");
      on(place, "get", "--key-type", "long", "7").assertPrints("42\n");
      on(place, "put", "--key-type", "long", "--type", "long", "7", "43").assertPrints("");
      assertEquals(43L, cache.get(7L));
      on(place, "put", "--type", "bytes", "b", "00ff").assertPrints("");
      on(place, "get", "b").assertPrints("0x00ff\n");
      assertEquals(
          new TreeSet<>(List.of("7", "b", "k")),
          new TreeSet<>(on(place, "keys").done().lines().toList()));
      assertEquals(1, on(place, "keys", "--limit", "1").done().lines().count());
    }
  }

  @ParameterizedTest
  @EnumSource
  void valueOfAnUnknownClass_isShownBySizeAndStays(Place place) {
    try (CacheManager manager = application(place)) {
      Cache<String, Object> cache = manager.createCache("users", new MutableConfiguration<>());
      cache.put("order", new Order(7));
      Run run = on(place, "get", "order");
      assertTrue(run.done().matches("\\(java, [0-9]+ bytes\\)\n"), run.out());
      String json = on(place, "get", "order", "--json").done();
      assertTrue(json.contains("\"codec\":\"java\"") && json.contains("\"problem\":"), json);
      assertEquals(new Order(7), cache.get("order"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void clear_wantsToBeMeant(Place place) {
    for (int i = 0; i < 20; i++) {
      on(place, "put", "k" + i, "v").assertPrints("");
    }
    on(place, "clear").assertFails(ExitCode.MISUSED, "--yes");
    String stats = on(place, "stats", "--json").done();
    assertTrue(stats.startsWith("[{\"cache\":\"users\",\"entries\":20,\"servers\":[{"), stats);
    assertTrue(stats.contains("\"health\":\"IN_USE\""), stats);
    Run cleared = on(place, "clear", "--yes");
    assertEquals(ExitCode.OK, cleared.exit());
    assertTrue(cleared.err().contains("is empty"), cleared.err());
    on(place, "keys", "--json").assertPrints("[]\n");
  }

  @ParameterizedTest
  @EnumSource
  void bench_measuresAndCleansUp(Place place) {
    Run run =
        Run.of(
            "bench",
            "--uri",
            uri(place),
            "--seconds",
            "1",
            "--threads",
            "2",
            "--keys",
            "50",
            "--json",
            "--progress");
    String json = run.done();
    assertTrue(json.matches("\\[\\{\"operation\":\"put\",\"threads\":2,.*\n"), json);
    assertTrue(json.contains("\"operation\":\"get\""), json);
    assertTrue(json.contains("\"failed\":0,\"per_second\":"), json);
    assertTrue(run.err().contains("s left"), run.err());
    Run.of("keys", "--uri", uri(place), "--cache", "jaycache-bench").assertPrints("");
  }

  @Test
  void progress_isShownWhereSomebodyLooks() {
    on(Place.REDIS, "put", "k", "v").assertPrints("");
    assertEquals("", on(Place.REDIS, "keys").err());
    Run run = on(Place.REDIS, "keys", "--progress");
    run.assertPrints("k\n");
    assertTrue(run.err().contains("1 keys"), run.err());
  }

  @Test
  void ttl_isTheServers() {
    on(Place.REDIS, "put", "--ttl", "10m", "k", "v").assertPrints("");
    assertTrue(Integer.parseInt(redis.cli("TTL", "jaycache:users:k")) > 500);
    on(Place.REDIS, "put", "--ttl", "10", "k", "v").assertFails(ExitCode.MISUSED, "--ttl");
  }

  @Test
  void lostServer_isOneLine() {
    try (RedisProcess gone = RedisProcess.start(Flavor.REDIS)) {
      gone.stop();
      String uri = "redis://:" + Run.PASSWORD + "@127.0.0.1:" + gone.port();
      for (List<String> words :
          List.of(List.of("get", "k"), List.of("put", "k", "v"), List.of("keys"))) {
        List<String> all = new ArrayList<>(List.of("--uri", uri));
        all.addAll(words);
        all.addAll(List.of("--cache", "users"));
        Run run = Run.of(all.toArray(String[]::new));
        assertEquals(ExitCode.FAILED, run.exit(), run.err());
        assertTrue(run.err().contains("127.0.0.1:" + gone.port()), run.err());
      }
    }
  }
}
