package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.integration.CompletionListenerFuture;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a manager takes of threads, sockets and beans, and that nothing of it stays. */
@ServerTest
@Timeout(120)
class FootprintTest {
  private static final String PATIENT = "command-timeout=30 s";

  private final RedisProcess server = RedisProcess.start(Flavor.REDIS);

  @AfterEach
  void close() {
    server.close();
  }

  /** What this process and the server hold for managers. */
  private record Held(long threads, long sockets, long clients, long beans) {}

  private Held held() {
    try {
      return new Held(
          threads().size(),
          sockets(),
          server
              .cli("CLIENT", "LIST")
              .lines()
              .filter(line -> line.contains(" name=jaycache"))
              .count(),
          ManagementFactory.getPlatformMBeanServer()
              .queryNames(new ObjectName("javax.cache:*"), null)
              .size());
    } catch (IOException | MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("jaycache"))
        .sorted()
        .toList();
  }

  private static long sockets() throws IOException {
    long count = 0;
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : (Iterable<Path>) open::iterator) {
        count += isSocket(each) ? 1 : 0;
      }
    }
    return count;
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      // It was closed meanwhile.
      return false;
    }
  }

  /** Threads end, and servers see that connections do, a moment later. */
  private void await(Held expected) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!held().equals(expected) && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    assertEquals(expected, held(), () -> threads().toString());
  }

  /** What is there without managers. */
  private Held nothing() throws Exception {
    useAndClose(server.uri());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    Held held = held();
    while (held.threads() + held.clients() > 0 && System.nanoTime() - end < 0) {
      held = held();
    }
    assertEquals(new Held(0, held.sockets(), 0, 0), held, () -> threads().toString());
    return held;
  }

  private static MutableConfiguration<String, Long> everything() {
    CacheEntryCreatedListener<String, Long> listener = events -> {};
    return CacheKind.LOADER
        .configuration(Policies.TOUCHED)
        .setStatisticsEnabled(true)
        .setManagementEnabled(true)
        .addCacheEntryListenerConfiguration(
            new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, false));
  }

  private void useAndClose(URI uri) throws Exception {
    try (TestManagers managers = new TestManagers()) {
      Cache<String, Long> cache = managers.cache(uri, everything(), PATIENT);
      cache.put("k", 1L);
      SingleOperation.INVOKE.on(cache, "k");
      cache.iterator().next();
      CompletionListenerFuture loaded = new CompletionListenerFuture();
      cache.loadAll(Set.of("a"), true, loaded);
      loaded.get();
    }
  }

  @Test
  void twoHundredManagers_leaveNothingBehind() throws Exception {
    Held before = nothing();
    for (int i = 0; i < 200; i++) {
      useAndClose(server.uri());
    }
    await(before);
  }

  @Test
  void managersWithoutServer_leaveNothingBehind() throws Exception {
    Held before = nothing();
    server.stop();
    for (int i = 0; i < 50; i++) {
      try (TestManagers managers = new TestManagers()) {
        Cache<String, Long> cache = managers.cache(server.uri(), everything(), PATIENT);
        try {
          cache.get("k");
        } catch (CacheException e) {
          assertTrue(e.getMessage().contains("refused"), e::toString);
        }
      }
    }
    server.restart();
    await(before);
  }

  @Test
  void manager_hasOneThreadAndAsManyConnectionsAsCallersAtATime() throws Exception {
    Table table = new Table("after", "threads", "connections", "names of the threads");
    try (TestManagers managers = new TestManagers()) {
      long sockets = nothing().sockets();
      Cache<String, Long> cache =
          managers.cache(
              server.uri(),
              CacheKind.PLAIN.configuration(Policies.UNSET),
              PATIENT,
              "on-start=lazy",
              "redis.pool.max-connections=8");
      assertEquals(new Held(0, sockets, 0, 0), held(), "createCache connects to nothing");
      line(table, "createCache");
      cache.put("k", 1L);
      assertEquals(new Held(1, sockets + 1, 1, 0), held(), "one thread watches the deadlines");
      line(table, "an operation");
      inParallel(4, cache);
      Held four = held();
      assertEquals(1, four.threads());
      assertTrue(four.clients() <= 4, four::toString);
      line(table, "4 callers at a time");
      inParallel(40, cache);
      Held most = held();
      assertEquals(1, most.threads());
      assertTrue(most.clients() <= 8, most::toString);
      line(table, "40 callers at a time, max-connections = 8");
      for (int i = 0; i < 20; i++) {
        Cache<String, Long> another =
            cache
                .getCacheManager()
                .createCache("c" + i, CacheKind.PLAIN.configuration(Policies.UNSET));
        another.put("k", 1L);
      }
      assertEquals(most, held(), "caches share what the manager has");
      line(table, "20 more caches");
    }
    System.out.println(table);
  }

  private void line(Table table, String after) {
    Held held = held();
    table.line(
        after,
        String.valueOf(held.threads()),
        String.valueOf(held.clients()),
        String.join(", ", threads()));
  }

  private static void inParallel(int callers, Cache<String, Long> cache) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(callers);
    CyclicBarrier together = new CyclicBarrier(callers);
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      futures.add(
          pool.submit(
              () -> {
                together.await();
                for (int round = 0; round < 100; round++) {
                  SingleOperation.INVOKE.on(cache, "key " + round);
                }
                return null;
              }));
    }
    for (Future<?> future : futures) {
      future.get();
    }
    pool.shutdown();
  }
}
