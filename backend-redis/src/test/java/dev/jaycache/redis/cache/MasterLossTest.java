package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A master that is killed while caches write to it, and its replica that takes over: how long the
 * callers have errors, and which acknowledged writes are there afterwards.
 */
@ServerTest
@Timeout(180)
class MasterLossTest {
  private static final int WRITERS = 6;
  private static final int KEYS = 10;

  /** Far above command-timeout: this tells a caller who hangs from a machine that is busy. */
  private static final long HANGING_SECONDS = 20;

  private final TestManagers managers = new TestManagers();
  private final AtomicBoolean stop = new AtomicBoolean();

  @AfterEach
  void close() {
    stop.set(true);
    managers.close();
  }

  /** Counts up the values of keys of its own, and remembers what was acknowledged. */
  private final class Writer {
    private final Cache<String, Long> cache;
    private final List<String> keys;
    private final long[] tried = new long[KEYS];
    private final long[] acknowledged = new long[KEYS];
    private final AtomicLongArray successes = new AtomicLongArray(KEYS);
    private boolean[] stays = new boolean[KEYS];
    private int failures;
    private long longest;

    Writer(Cache<String, Long> cache, int number) {
      this.cache = cache;
      this.keys = IntStream.range(0, KEYS).mapToObj(i -> "w" + number + '-' + i).toList();
    }

    void run() {
      for (int i = 0; !stop.get(); i = (i + 1) % KEYS) {
        long begun = System.nanoTime();
        tried[i]++;
        try {
          cache.put(keys.get(i), tried[i]);
          acknowledged[i] = tried[i];
          successes.incrementAndGet(i);
        } catch (CacheException e) {
          failures++;
        }
        longest = Math.max(longest, System.nanoTime() - begun);
      }
    }

    /** Notes which keys another master has. */
    void note(Topology.Running place, RedisProcess master) {
      for (int i = 0; i < KEYS; i++) {
        stays[i] = place.owner().apply("jaycache:cache:" + keys.get(i)) != master;
      }
    }

    /** How many keys have less than was acknowledged. */
    long lost() {
      return IntStream.range(0, KEYS).filter(this::isLost).count();
    }

    private boolean isLost(int i) {
      Long now = cache.get(keys.get(i));
      long value = now == null ? 0 : now;
      assertTrue(value <= tried[i], "a value that was never written");
      boolean lost = value < acknowledged[i];
      assertFalse(lost && stays[i], "lost at a master that stayed up");
      return lost;
    }

    long succeeded() {
      return IntStream.range(0, KEYS).mapToLong(successes::get).sum();
    }
  }

  private Cache<String, Long> cache(Topology.Running place, int replicas) {
    return managers.cache(
        place.uri(),
        CacheKind.PLAIN.configuration(Policies.UNSET),
        "redis.wait.replicas=" + replicas,
        "redis.wait.timeout=300 ms",
        "breaker.allowed-timeouts=-1",
        "command-timeout=1 s");
  }

  private List<Writer> lose(Topology.Running place, Cache<String, Long> cache, boolean comesBack) {
    List<Writer> writers = IntStream.range(0, WRITERS).mapToObj(i -> new Writer(cache, i)).toList();
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (Writer writer : writers) {
      running.add(
          CompletableFuture.runAsync(writer::run, task -> new Thread(task, "writer").start()));
    }
    awaitProgress(writers);
    RedisProcess lost = place.masters().get(0);
    writers.forEach(writer -> writer.note(place, lost));
    lost.kill();
    assertNotEquals(lost, place.successor().apply(lost));
    if (comesBack) {
      lost.restart();
    }
    awaitProgress(writers);
    stop.set(true);
    running.forEach(CompletableFuture::join);
    for (Writer writer : writers) {
      assertTrue(TimeUnit.NANOSECONDS.toSeconds(writer.longest) < HANGING_SECONDS, "a caller hung");
    }
    System.out.println(
        writers.stream().mapToLong(Writer::succeeded).sum()
            + " writes acknowledged, "
            + writers.stream().mapToLong(w -> w.failures).sum()
            + " failed; the longest took "
            + writers.stream().mapToLong(w -> w.longest).max().orElse(0) / 1_000_000
            + " ms");
    return writers;
  }

  /** Waits until each writer has written each of its keys, from here on. */
  private static void awaitProgress(List<Writer> writers) {
    for (Writer writer : writers) {
      for (int i = 0; i < KEYS; i++) {
        long until = writer.successes.get(i) + 3;
        while (writer.successes.get(i) < until) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SENTINEL", "CLUSTER"})
  void confirmedWrites_surviveTheirMaster(Topology topology) throws Exception {
    try (Topology.Running place = topology.start()) {
      Cache<String, Long> cache = cache(place, 1);
      List<Writer> writers = lose(place, cache, true);
      assertEquals(0, writers.stream().mapToLong(Writer::lost).sum(), "acknowledged and lost");
      assertTrue(writers.stream().mapToLong(w -> w.failures).sum() > 0, "the loss was seen");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SENTINEL", "CLUSTER"})
  void callers_haveErrorsUntilTheReplicaTookOver(Topology topology) throws Exception {
    try (Topology.Running place = topology.start()) {
      Cache<String, Long> cache = cache(place, 0);
      List<Writer> writers = lose(place, cache, false);
      long lost = writers.stream().mapToLong(Writer::lost).sum();
      System.out.println(lost + " keys lost acknowledged writes, of " + WRITERS * KEYS);
      assertTrue(writers.stream().mapToLong(w -> w.failures).sum() > 0, "the loss was seen");
    }
  }
}
