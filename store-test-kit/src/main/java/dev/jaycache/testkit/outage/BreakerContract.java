package dev.jaycache.testkit.outage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.JayCacheManager;
import dev.jaycache.store.NodeState;
import dev.jaycache.store.NodeState.Health;
import dev.jaycache.testkit.server.ServerTest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a server is left alone, and who tries whether it is back; counted at a proxy before it. */
@ServerTest
@Timeout(300)
public abstract class BreakerContract extends OutagePlace {
  private static final int CALLERS = 32;
  private static final String[] PATIENT = {"command-timeout=60 s", "connect-timeout=60 s"};
  private static final String FOR_EVER = "breaker.disable-time=1 h";

  private static String[] settings(String... more) {
    List<String> all = new ArrayList<>(List.of(PATIENT));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  private static NodeState state(JayCacheManager manager) {
    return manager.nodes().get(0);
  }

  private static Cache<String, String> filled(JayCacheManager manager) {
    Cache<String, String> cache = manager.createCache("c", texts());
    while (true) {
      try {
        cache.put("k", "v");
        return cache;
      } catch (CacheException e) {
        // A machine that is busy may miss a short deadline.
      }
    }
  }

  /** Fails until the server is left alone; gives how many calls that took. */
  private static int failUntilOpen(JayCacheManager manager, Cache<String, String> cache) {
    int calls = 0;
    while (state(manager).health() == Health.IN_USE) {
      assertThrows(CacheException.class, () -> cache.get("k"));
      calls++;
    }
    return calls;
  }

  /** Runs something in many threads at a time; what each of them threw, or null. */
  private static List<Throwable> together(Runnable call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        futures.add(threads.submit(call));
      }
      List<Throwable> thrown = new ArrayList<>();
      for (Future<?> future : futures) {
        try {
          future.get();
        } catch (java.util.concurrent.ExecutionException e) {
          thrown.add(e.getCause());
        }
      }
      return thrown;
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void refusal_opensAtOnceAndNobodyAsksTheServer() throws Exception {
    JayCacheManager manager = manager(true, settings(FOR_EVER));
    Cache<String, String> cache = filled(manager);
    assertEquals(Health.IN_USE, state(manager).health());
    cutOff();
    assertEquals(1, failUntilOpen(manager, cache));
    proxy().pass();
    long connections = proxy().accepted();
    long requests = proxy().requests();
    List<Throwable> thrown =
        together(
            () -> {
              cache.get("k");
            });
    assertEquals(CALLERS, thrown.size());
    for (Throwable each : thrown) {
      assertTrue(each instanceof CacheException, each::toString);
      assertTrue(
          String.valueOf(each.getMessage()).contains("is not asked for now"), each::toString);
    }
    assertThrows(CacheException.class, () -> cache.put("k", "w"));
    assertThrows(CacheException.class, cache::clear);
    assertEquals(connections, proxy().accepted());
    assertEquals(requests, proxy().requests());
    assertEquals(1, state(manager).opened());
    assertTrue(state(manager).keptAway() >= CALLERS, () -> state(manager).toString());
  }

  @Test
  void timeoutsInARow_open() {
    JayCacheManager manager =
        manager(true, "command-timeout=300 ms", "breaker.allowed-timeouts=3", FOR_EVER);
    Cache<String, String> cache = filled(manager);
    proxy().drop();
    assertEquals(3, failUntilOpen(manager, cache));
    long requests = proxy().requests();
    assertThrows(CacheException.class, () -> cache.get("k"));
    assertEquals(requests, proxy().requests());
  }

  @Test
  void breakerThatIsOff_asksEachTime() {
    JayCacheManager manager = manager(true, settings("breaker.allowed-timeouts=-1", FOR_EVER));
    Cache<String, String> cache = filled(manager);
    cutOff();
    for (int i = 0; i < 20; i++) {
      assertThrows(CacheException.class, () -> cache.get("k"));
    }
    proxy().pass();
    assertEquals("v", cache.get("k"));
  }

  @Test
  void manyCallersAfterTheRest_areOneProbeAndTheOutageTwoLines() throws Exception {
    Duration rest = Duration.ofMillis(50);
    JayCacheManager manager =
        manager(true, settings("breaker.disable-time=" + rest.toMillis() + " ms"));
    Cache<String, String> cache = filled(manager);
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    try {
      cutOff();
      failUntilOpen(manager, cache);
      long opened = System.nanoTime();
      // It takes connections again, and answers nobody until all but one caller have their answer.
      server().pause();
      proxy().pass();
      while (System.nanoTime() - opened < rest.toNanos()) {
        Thread.onSpinWait();
      }
      long connections = proxy().accepted();
      ExecutorCompletionService<String> calls = new ExecutorCompletionService<>(threads);
      CountDownLatch start = new CountDownLatch(CALLERS);
      for (int i = 0; i < CALLERS; i++) {
        calls.submit(
            () -> {
              start.countDown();
              start.await();
              return cache.get("k");
            });
      }
      for (int i = 0; i < CALLERS - 1; i++) {
        Future<String> failed = calls.take();
        assertThrows(java.util.concurrent.ExecutionException.class, failed::get);
      }
      assertEquals(Health.ON_TRIAL, state(manager).health());
      assertEquals(1, proxy().accepted() - connections);
      server().resume();
      assertEquals("v", calls.take().get());
      assertEquals(Health.IN_USE, state(manager).health());
      assertEquals("v", cache.get("k"));
    } finally {
      threads.shutdown();
      System.setErr(before);
    }
    List<String> lines =
        said.toString(StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.contains("Breaker"))
            .toList();
    assertEquals(2, lines.size(), lines::toString);
  }

  @Test
  void trialsWhileTheServerIsSilent_areOneAtATime() throws Exception {
    JayCacheManager manager =
        manager(
            true,
            "command-timeout=200 ms",
            "breaker.allowed-timeouts=1",
            "breaker.disable-time=1 ms");
    Cache<String, String> cache = filled(manager);
    proxy().drop();
    failUntilOpen(manager, cache);
    long connections = proxy().accepted();
    // Each thread goes on until it was the one who tried.
    List<Throwable> thrown =
        together(
            () -> {
              String message;
              do {
                message =
                    String.valueOf(
                        assertThrows(CacheException.class, () -> cache.get("k")).getMessage());
              } while (message.contains("is not asked for now"));
            });
    assertEquals(List.of(), thrown);
    assertTrue(
        proxy().accepted() - connections <= CALLERS,
        () -> (proxy().accepted() - connections) + " connections for " + CALLERS + " trials");
  }
}
