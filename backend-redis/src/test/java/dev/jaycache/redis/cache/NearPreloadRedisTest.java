package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.jaycache.statistics.NearCacheStatistics;
import dev.jaycache.testkit.server.CommandCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A manager is closed and opened again, as when its process is restarted. */
@ServerTest
@Timeout(120)
class NearPreloadRedisTest {
  private static final int KEYS = 500;

  /** A key that is no text. */
  record Id(int number) {}

  @TempDir Path folder;

  private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private final TestManagers managers = new TestManagers();
  private final AtomicInteger loads = new AtomicInteger();

  @AfterEach
  void close() {
    managers.close();
    server.close();
  }

  private CacheManager open(URI uri, String allowed) {
    return managers.open(
        uri,
        "serialization.allow=" + allowed,
        "cache-defaults.near.enabled=true",
        "cache-defaults.near.max-staleness=1 d",
        "cache-defaults.near.preload.directory=" + folder,
        "cache-defaults.near.preload.interval=1 s");
  }

  private CacheManager open() {
    return open(server.uri(), "dev.jaycache.redis.**");
  }

  private Cache<Object, String> cache(CacheManager manager) {
    return manager.createCache(
        "../users",
        new MutableConfiguration<Object, String>()
            .setStatisticsEnabled(true)
            .setReadThrough(true)
            .setCacheLoaderFactory(
                () ->
                    new CacheLoader<Object, String>() {
                      @Override
                      public String load(Object key) {
                        loads.incrementAndGet();
                        return null;
                      }

                      @Override
                      public Map<Object, String> loadAll(Iterable<?> keys) {
                        loads.incrementAndGet();
                        return Map.of();
                      }
                    }));
  }

  private static NearCacheStatistics statistics(Cache<?, ?> cache) {
    return cache.unwrap(NearCacheStatistics.class);
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static Object key(int number) {
    return number % 2 == 0 ? "key " + number : new Id(number);
  }

  /** Has copies of all keys, and a file of them. */
  private void use(Cache<Object, String> cache) {
    await(() -> statistics(cache).getProofAgeMillis() >= 0);
    for (int i = 0; i < KEYS; i++) {
      cache.put(key(i), "value " + i);
    }
    // What is read before its own write was heard of would not be kept.
    await(() -> statistics(cache).getInvalidations() == KEYS);
    for (int i = 0; i < KEYS; i++) {
      assertEquals("value " + i, cache.get(key(i)));
    }
    await(() -> !files().isEmpty());
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".keys")).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  @Test
  void afterARestart_hitsAskNobody() {
    try (CacheManager first = open()) {
      use(cache(first));
    }
    assertEquals(1, files().size());
    assertEquals(folder, files().get(0).getParent());

    Cache<Object, String> again = cache(open());
    await(() -> statistics(again).getPreloaded() == KEYS);
    assertEquals(0, statistics(again).getMisses());
    try (CommandCounter commands = new CommandCounter(server)) {
      for (int i = 0; i < KEYS; i++) {
        assertEquals("value " + i, again.get(key(i)));
      }
      Map<String, Long> calls = commands.calls();
      // Those who listen for changes go on asking for their proofs.
      calls.keySet().removeAll(List.of("role", "ping"));
      assertEquals(Map.of(), calls);
    }
    assertEquals(KEYS, statistics(again).getHits());
    assertEquals(0, statistics(again).getMisses());
    assertEquals(0, loads.get());
  }

  @Test
  void whatIsGoneByThen_isNeitherBroughtNorLoaded() {
    try (CacheManager first = open()) {
      use(cache(first));
    }
    server.cli("DEL", "jaycache:../users:key 0");
    Cache<Object, String> again = cache(open());
    await(() -> statistics(again).getPreloaded() == KEYS - 1);
    assertEquals(0, loads.get());
    assertNull(again.get("key 0"));
    assertEquals(1, loads.get());
  }

  @Test
  void classesOfKeys_haveToBeAllowedHere() {
    try (CacheManager first = open()) {
      use(cache(first));
    }
    Cache<Object, String> stricter = cache(open(server.uri(), "com.acme.**"));
    await(() -> statistics(stricter).getPreloaded() == KEYS / 2);
    assertEquals("value 0", stricter.get("key 0"));
    assertEquals(0, statistics(stricter).getMisses());
  }

  @Test
  void nearCachesThatAreOpenedTogether_allHaveTheirs() {
    try (CacheManager first = open()) {
      use(cache(first));
      Cache<Object, String> other = first.createCache("other", new MutableConfiguration<>());
      other.put("k", "v");
      await(() -> statistics(other).getProofAgeMillis() >= 0);
      await(
          () -> {
            other.get("k");
            return files().size() == 2;
          });
      for (int i = 0; i < KEYS; i++) {
        first.<Object, String>getCache("../users").get(key(i));
      }
      // What is written at the end may be what there was before the other one came.
    }
    CacheManager second = open();
    Cache<Object, String> again = cache(second);
    Cache<Object, String> other = second.createCache("other", new MutableConfiguration<>());
    await(() -> statistics(other).getEntries() == 1);
    await(() -> statistics(again).getEntries() == KEYS);
    // A copy is there before it is counted.
    await(() -> statistics(again).getPreloaded() >= KEYS);
  }

  @Test
  void serverThatIsAway_holdsUpNothing() throws IOException {
    try (CacheManager first = open()) {
      use(cache(first));
    }
    byte[] before = Files.readAllBytes(files().get(0));
    server.stop();
    try (CacheManager second = open()) {
      assertEquals(0, statistics(cache(second)).getPreloaded());
    }
    assertArrayEquals(before, Files.readAllBytes(files().get(0)));
  }
}
