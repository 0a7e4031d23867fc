package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RespClient;
import dev.jaycache.testkit.server.ServerTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever writes with plain commands, or has the server drop entries, ends the copies of them. The
 * near caches would keep copies for a day, so that only what the server tells can end one.
 */
@ServerTest
@Timeout(60)
class NearForeignWriterTest {
  private static final String PREFIX = "jaycache:cache:";
  private static final String KEY = "k";

  private static final MutableConfiguration<String, String> STRINGS =
      new MutableConfiguration<String, String>()
          .setTypes(String.class, String.class)
          .setStatisticsEnabled(true);

  private static final TestManagers MANAGERS = new TestManagers();
  private static final List<Place> PLACES = new ArrayList<>();
  private static RedisProcess server;
  private static RedisCluster cluster;

  /**
   * Where the entries live.
   *
   * @param owner of a key of the cache
   */
  private record Place(
      String name,
      Cache<String, String> near,
      Cache<String, String> other,
      Function<String, RedisProcess> owner) {
    static Place of(String name, URI uri, Function<String, RedisProcess> owner) {
      Cache<String, String> near =
          MANAGERS.cache(
              uri,
              STRINGS,
              "cache-defaults.near.enabled=true",
              "cache-defaults.near.max-staleness=1 d");
      return new Place(name, near, MANAGERS.cache(uri, STRINGS), owner);
    }

    long counter(String counted) {
      return near.unwrap(CacheStatistics.class).storeCounters().get(counted);
    }

    /** Puts an entry, waits until a copy of it answers, and connects to its server. */
    RespClient withCopy() {
      other.put(KEY, "a");
      // The server's word of that may still be under way: a copy of what was there before goes on
      // answering until it comes, and it may end a copy of this entry.
      await(
          () -> {
            long before = counter("near-hits");
            return "a".equals(near.get(KEY)) && counter("near-hits") > before;
          });
      return owner.apply(KEY).connect();
    }

    void awaitValue(String value) {
      await(() -> Objects.equals(near.get(KEY), value));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void open() {
    server = RedisProcess.start(Flavor.REDIS);
    cluster =
        RedisCluster.start(
            Flavor.REDIS, 3, 0, RedisOptions.PLAIN.with("cluster-node-timeout", "15000"));
    PLACES.add(Place.of("server", server.uri(), key -> server));
    PLACES.add(
        Place.of(
            "cluster",
            URI.create(cluster.uri()),
            key -> cluster.owner(cluster.slot(PREFIX + key))));
    for (Place place : PLACES) {
      await(() -> place.counter("near-proof-age-ms") >= 0);
    }
  }

  static List<Place> places() {
    return PLACES;
  }

  @AfterAll
  static void close() {
    MANAGERS.close();
    PLACES.clear();
    cluster.close();
    server.close();
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What a cache stores for a value. */
  private static byte[] encoded(Place place, String value) {
    place.other().put("template", value);
    try (RespClient client = place.owner().apply("template").connect()) {
      Object stored = client.command(bytes("GET"), bytes(PREFIX + "template"));
      assertNotNull(stored);
      return (byte[]) stored;
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void set_isSeen(Place place) {
    byte[] value = encoded(place, "b");
    try (RespClient foreign = place.withCopy()) {
      foreign.command(bytes("SET"), bytes(PREFIX + KEY), value);
      place.awaitValue("b");
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void setWithExpiry_isSeen_andSoIsItsEnd(Place place) {
    byte[] value = encoded(place, "b");
    try (RespClient foreign = place.withCopy()) {
      foreign.command(bytes("SET"), bytes(PREFIX + KEY), value, bytes("PX"), bytes("300"));
      await(() -> !"a".equals(place.near().get(KEY)));
      place.awaitValue(null);
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void del_isSeen(Place place) {
    try (RespClient foreign = place.withCopy()) {
      foreign.text("DEL", PREFIX + KEY);
      place.awaitValue(null);
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void unlinkInATransaction_isSeen(Place place) {
    try (RespClient foreign = place.withCopy()) {
      foreign.text("MULTI");
      foreign.text("UNLINK", PREFIX + KEY);
      foreign.text("EXEC");
      place.awaitValue(null);
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void delByAScript_isSeen(Place place) {
    try (RespClient foreign = place.withCopy()) {
      foreign.text("EVAL", "return redis.call('DEL', KEYS[1])", "1", PREFIX + KEY);
      place.awaitValue(null);
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void flushAll_isSeen(Place place) {
    try (RespClient foreign = place.withCopy()) {
      foreign.text("FLUSHALL");
      place.awaitValue(null);
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void flushDb_isSeen(Place place) {
    try (RespClient foreign = place.withCopy()) {
      foreign.text("FLUSHDB");
      place.awaitValue(null);
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void expiry_isSeen(Place place) {
    try (RespClient foreign = place.withCopy()) {
      foreign.text("PEXPIRE", PREFIX + KEY, "200");
      place.awaitValue(null);
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void eviction_isSeen(Place place) {
    try (RespClient foreign = place.withCopy()) {
      foreign.text("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
      foreign.text("CONFIG", "SET", "maxmemory", "1");
      try {
        await(() -> foreign.text("DBSIZE").equals("0"));
      } finally {
        foreign.text("CONFIG", "SET", "maxmemory", "0");
      }
      place.awaitValue(null);
    }
  }
}
