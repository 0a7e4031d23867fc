package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Limits of a server that a cache runs into: {@code maxmemory} under each policy, the buffers of
 * replies, and the time in which a node of a cluster loads its data.
 */
@ServerTest
@Timeout(180)
class ServerLimitsTest {
  private static final String UNBROKEN = "breaker.allowed-timeouts=-1";
  private static final String PATIENT = "command-timeout=10 s";
  private static final int ENTRIES = 3_000;
  private static final int BATCH = 100;

  /** Of a value, in characters. */
  private static final int LENGTH = 1_000;

  private final TestManagers managers = new TestManagers();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    managers.close();
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T opened(T started) {
    open.add(0, started);
    return started;
  }

  private RedisProcess server() {
    return opened(RedisProcess.start(Flavor.REDIS));
  }

  private Cache<String, String> texts(URI uri, Policies policy, String... settings) {
    MutableConfiguration<String, String> configuration =
        new MutableConfiguration<String, String>().setTypes(String.class, String.class);
    if (policy.factory() != null) {
      configuration.setExpiryPolicyFactory(policy.factory());
    }
    List<String> all = new ArrayList<>(List.of(UNBROKEN, PATIENT));
    all.addAll(List.of(settings));
    return managers.cache(uri, configuration, all.toArray(new String[0]));
  }

  /** Room for about half of the entries, beyond what is used now. */
  private static void limit(RedisProcess server, String policy) {
    long used =
        server
            .cli("INFO", "memory")
            .lines()
            .filter(line -> line.startsWith("used_memory:"))
            .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length())))
            .sum();
    server.cli("CONFIG", "SET", "maxmemory-policy", policy);
    server.cli("CONFIG", "SET", "maxmemory", String.valueOf(used + ENTRIES * LENGTH / 2));
  }

  private static long evicted(RedisProcess server) {
    return server
        .cli("INFO", "stats")
        .lines()
        .filter(line -> line.startsWith("evicted_keys:"))
        .mapToLong(line -> Long.parseLong(line.substring("evicted_keys:".length())))
        .sum();
  }

  private static String value(int i, int version) {
    return version + " of " + i + ' ' + "x".repeat(LENGTH);
  }

  private static void putAll(Cache<String, String> cache, int version) {
    for (int from = 0; from < ENTRIES; from += BATCH) {
      Map<String, String> batch = new HashMap<>();
      for (int i = from; i < from + BATCH; i++) {
        batch.put("k" + i, value(i, version));
      }
      cache.putAll(batch);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "allkeys-lru",
        "allkeys-lfu",
        "allkeys-random",
        "volatile-lru",
        "volatile-lfu",
        "volatile-random",
        "volatile-ttl"
      })
  void evictedEntries_areMissesAndTheOthersAreRight(String policy) {
    RedisProcess server = server();
    Policies expiry = policy.startsWith("volatile") ? Policies.CREATED : Policies.ETERNAL;
    Cache<String, String> cache = texts(server.uri(), expiry);
    cache.replace("warm", "up");
    limit(server, policy);
    int found = 0;
    for (int version = 1; version <= 2; version++) {
      putAll(cache, version);
      for (int i = 0; i < ENTRIES; i++) {
        String now = cache.get("k" + i);
        found += now == null ? 0 : 1;
        assertTrue(now == null || now.equals(value(i, version)), now);
        if (i % 10 == 0) {
          cache.putIfAbsent("k" + i, value(i, version));
        }
      }
    }
    System.out.println(policy + ": " + evicted(server) + " evicted, " + found + " found");
    assertTrue(evicted(server) > 0 && found > 0, "some went and some stayed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"noeviction", "volatile-lru", "volatile-ttl", "volatile-random"})
  void fullServerWithNothingToEvict_refusesAndKeepsWhatIsThere(String policy) {
    RedisProcess server = server();
    Cache<String, String> cache = texts(server.uri(), Policies.ETERNAL);
    Cache<String, String> missing =
        texts(server.uri(), Policies.ETERNAL, "cache-defaults.on-error=miss");
    putAll(cache, 1);
    server.cli("CONFIG", "SET", "maxmemory-policy", policy);
    server.cli("CONFIG", "SET", "maxmemory", "1");
    CacheException e = assertThrows(CacheException.class, () -> cache.put("k1", "new"));
    assertTrue(!(e instanceof UnknownOutcomeException), e::toString);
    assertTrue(String.valueOf(e.getMessage()).contains("maxmemory"), e::toString);
    assertEquals(value(1, 1), cache.get("k1"), "who was told so has the old value");
    missing.put("k2", "new");
    assertNull(missing.get("k2"), "who was not told so has none");
    assertEquals("0", server.cli("EXISTS", "jaycache:cache:k2"));
    assertEquals(0, evicted(server));
  }

  @Test
  void leasesThatAreEvicted_costNoUpdate() {
    RedisProcess server = server();
    String exclusive = "cache-defaults.invoke.exclusive=true";
    List<Cache<String, Long>> counting = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      counting.add(
          managers.cache(
              server.uri(),
              CacheKind.PLAIN.configuration(Policies.ETERNAL),
              UNBROKEN,
              PATIENT,
              exclusive,
              "cache-defaults.invoke.retry-timeout=60 s"));
    }
    Cache<String, String> filler =
        managers
            .open(server.uri(), UNBROKEN, PATIENT)
            .createCache(
                "filler",
                new MutableConfiguration<String, String>()
                    .setTypes(String.class, String.class)
                    .setExpiryPolicyFactory(Policies.CREATED.factory()));
    counting.get(0).put("n", 0L);
    // The lease is what ends first, so it is what goes first; the counter never does.
    limit(server, "volatile-ttl");
    putAll(filler, 1);
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> filling =
        CompletableFuture.runAsync(
            () -> {
              for (int version = 2; !stop.get(); version++) {
                putAll(filler, version);
              }
            },
            task -> new Thread(task, "filler").start());
    AtomicLong runs = new AtomicLong();
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Cache<String, Long> cache = counting.get(i % 2);
      callers.add(
          CompletableFuture.runAsync(
              () -> {
                for (int call = 0; call < 200; call++) {
                  cache.invoke("n", (entry, more) -> up(entry.getValue(), entry::setValue, runs));
                }
              },
              task -> new Thread(task, "caller").start()));
    }
    callers.forEach(CompletableFuture::join);
    stop.set(true);
    filling.join();
    System.out.println(evicted(server) + " evicted; " + runs + " runs of 1200 calls");
    assertEquals(1_200L, counting.get(0).get("n"));
    assertTrue(evicted(server) > 0);
  }

  private static long up(Long now, java.util.function.Consumer<Long> set, AtomicLong runs) {
    runs.incrementAndGet();
    set.accept(now + 1);
    return now;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void replyAboveTheServersBuffer_isAnErrorOrReadInPartsAndHurtsNoOther(boolean cluster) {
    URI uri;
    List<RedisProcess> servers;
    if (cluster) {
      RedisCluster nodes =
          opened(
              RedisCluster.start(
                  Flavor.REDIS, 3, 0, RedisOptions.PLAIN.with("cluster-node-timeout", "15000")));
      servers = nodes.nodes();
      uri = URI.create(nodes.uri());
    } else {
      RedisProcess server = server();
      servers = List.of(server);
      uri = server.uri();
    }
    Cache<String, String> cache = texts(uri, Policies.ETERNAL);
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      all.put("k" + i, i + "y".repeat(20_000));
    }
    cache.putAll(all);
    String limit = "normal 262144 0 0";
    servers.forEach(server -> server.cli("CONFIG", "SET", "client-output-buffer-limit", limit));
    if (cluster) {
      assertEquals(all, cache.getAll(all.keySet()), "what is missing is read one by one");
    } else {
      CacheException e = assertThrows(CacheException.class, () -> cache.getAll(all.keySet()));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains("closed the connection"), message);
      assertTrue(message.contains("127.0.0.1:"), message);
    }
    assertEquals(all.get("k7"), cache.get("k7"));
    cache.put("k7", "new");
    all.put("k7", "new");
    assertEquals("new", cache.get("k7"));
    Cache<String, String> small = texts(uri, Policies.ETERNAL, "cache-defaults.bulk-size=5");
    assertEquals(all, small.getAll(all.keySet()), "smaller bulks fit");
    String none = "normal 0 0 0";
    servers.forEach(server -> server.cli("CONFIG", "SET", "client-output-buffer-limit", none));
    assertEquals(all, cache.getAll(all.keySet()));
  }

  @Test
  void nodeThatLoads_isSaidAndTheOthersServe() {
    RedisCluster cluster =
        opened(
            RedisCluster.start(
                Flavor.REDIS,
                3,
                0,
                RedisOptions.PLAIN
                    .with("cluster-node-timeout", "60000")
                    .with("cluster-require-full-coverage", "no")
                    .with("key-load-delay", "100000")
                    // Each entry is then longer than the interval, so that the node is quick to say
                    // that it is loading.
                    .with("rdbcompression", "no")
                    .with("loading-process-events-interval-bytes", "1024")));
    URI uri = URI.create(cluster.uri());
    Cache<String, String> cache = texts(uri, Policies.ETERNAL);
    Cache<String, String> hasty = texts(uri, Policies.ETERNAL, "command-timeout=500 ms");
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < ENTRIES; i++) {
      all.put("k" + i, value(i, 1));
    }
    cache.putAll(all);
    RedisProcess loading = cluster.nodes().get(1);
    loading.cli("SAVE");
    loading.restart();
    int refused = 0;
    for (int i = 0; i < 12; i++) {
      String key = "k" + i;
      if (cluster.owner(cluster.slot("jaycache:cache:" + key)) == loading) {
        assertRefused(hasty, key);
        assertThrows(CacheException.class, () -> hasty.put(key, "new"));
        refused++;
      } else {
        assertEquals(value(i, 1), cache.get(key));
        cache.put(key, value(i, 1));
      }
    }
    assertNotEquals(0, refused);
    loading.cli("CONFIG", "SET", "key-load-delay", "0");
    while (loading.cli("INFO", "persistence").contains("\nloading:1")) {
      Thread.onSpinWait();
    }
    cluster.awaitAgreement();
    assertEquals(all, cache.getAll(all.keySet()));
  }

  /** Which of the two it says depends on what it has heard of the others; at times it is slow. */
  private static void assertRefused(Cache<String, String> hasty, String key) {
    String message = "in time";
    while (message.contains("in time")) {
      CacheException e = assertThrows(CacheException.class, () -> hasty.get(key));
      message = String.valueOf(e.getMessage());
    }
    assertTrue(message.contains("LOADING") || message.contains("CLUSTERDOWN"), message);
  }
}
