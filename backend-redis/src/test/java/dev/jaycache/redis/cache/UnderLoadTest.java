package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.history.Event;
import dev.jaycache.testkit.history.Event.Ending;
import dev.jaycache.testkit.history.History;
import dev.jaycache.testkit.history.Violation;
import dev.jaycache.testkit.history.Workload;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RespClient;
import dev.jaycache.testkit.server.ServerTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What operators do to servers while caches are busy, in every topology: nobody is told anything
 * wrong, and what was acknowledged is there.
 */
@ServerTest
@Timeout(180)
class UnderLoadTest {
  private static final int THREADS = 4;
  private static final int TIMES = 15;

  private final TestManagers managers = new TestManagers();
  private final Map<Thread, Integer> progress = new ConcurrentHashMap<>();
  private final AtomicBoolean stop = new AtomicBoolean();

  @AfterEach
  void close() {
    stop.set(true);
    managers.close();
  }

  /** Disturbs again and again, each time after all threads went on, and gives the history. */
  private History disturb(Topology.Running place, Runnable disturbance) {
    Cache<String, String> cache =
        managers.cache(
            place.uri(),
            new MutableConfiguration<String, String>().setTypes(String.class, String.class),
            "breaker.allowed-timeouts=-1",
            "command-timeout=10 s");
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Workload workload = new Workload(seed, THREADS, Integer.MAX_VALUE);
    CompletableFuture<List<Event>> working =
        CompletableFuture.supplyAsync(
            () -> workload.run("app", cache, this::goesOn),
            task -> new Thread(task, "load").start());
    for (int i = 0; i < TIMES && !working.isDone(); i++) {
      awaitProgress(working);
      disturbance.run();
    }
    awaitProgress(working);
    stop.set(true);
    History history = new History();
    history.add(working.join());
    history.look(cache);
    System.out.println(history);
    List<Violation> found = history.violations();
    assertTrue(
        found.isEmpty(),
        () -> "seed " + seed + ", " + found.size() + " keys; of the first " + found.get(0));
    return history;
  }

  private boolean goesOn() {
    progress.merge(Thread.currentThread(), 1, Integer::sum);
    return !stop.get();
  }

  private void awaitProgress(CompletableFuture<?> working) {
    Map<Thread, Integer> before = Map.copyOf(progress);
    while (!working.isDone() && !allWentOn(before)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private boolean allWentOn(Map<Thread, Integer> before) {
    return progress.size() == THREADS
        && progress.entrySet().stream()
            .allMatch(each -> each.getValue() > before.getOrDefault(each.getKey(), 0) + 1);
  }

  @ParameterizedTest
  @EnumSource
  void scriptsThatAreForgotten_areNoticedByNobody(Topology topology) throws Exception {
    try (Topology.Running place = topology.start()) {
      History history = disturb(place, () -> place.tellMasters("SCRIPT", "FLUSH"));
      assertEquals(history.size(), history.count(Ending.ANSWERED), history::toString);
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectionsThatAreKilled_costWhatWasOnItsWay(Topology topology) throws Exception {
    try (Topology.Running place = topology.start()) {
      History history = disturb(place, () -> place.masters().forEach(UnderLoadTest::killClients));
      long most = (long) TIMES * THREADS * place.masters().size() * 2;
      long hurt = history.size() - history.count(Ending.ANSWERED);
      assertTrue(hurt <= most, "each kill hurts what is under way: " + history);
    }
  }

  private static void killClients(RedisProcess master) {
    try (RespClient client = master.connect()) {
      client.text("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    }
  }
}
