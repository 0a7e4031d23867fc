package dev.jaycache.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how fast gets and puts go from here, in a cache of its own. For one thread, which starts
 * others.
 */
@Command(
    name = "bench",
    description = {
      "Measures how fast gets and puts go from here, now: first puts, then gets, from several"
          + " threads.",
      "It works in the cache jaycache-bench, or the one that --cache names, whose entries with keys"
          + " bench-0, bench-1 ... it writes and then removes; they live for five minutes at most."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final String CACHE = "jaycache-bench";

  /** How many times are kept of each thread; from there on, a sample of them. */
  private static final int KEPT = 100_000;

  /**
   * What came of it.
   *
   * @param operation {@code put} or {@code get}
   * @param threads how many at a time
   * @param operations how many were done
   * @param failed how many of them failed
   * @param perSecond how many in a second, all threads together
   * @param meanUs how long one took, in microseconds
   * @param p50Us half took no longer
   * @param p99Us of a hundred, 99 took no longer
   * @param maxUs the longest
   */
  public record Result(
      String operation,
      int threads,
      long operations,
      long failed,
      long perSecond,
      long meanUs,
      long p50Us,
      long p99Us,
      long maxUs) {}

  private final Jaycache main;

  @Option(
      names = "--threads",
      paramLabel = "COUNT",
      description = "How many at a time, 1 to 1000. Default: ${DEFAULT-VALUE}.")
  private int threads = 8;

  @Option(
      names = "--seconds",
      paramLabel = "TIME",
      description = "How long each of the two takes, 1 to 3600. Default: ${DEFAULT-VALUE}.")
  private int seconds = 5;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      description = "How long values are. Default: ${DEFAULT-VALUE}.")
  private int size = 100;

  @Option(
      names = "--keys",
      paramLabel = "COUNT",
      description = "How many keys. Default: ${DEFAULT-VALUE}.")
  private int keys = 1000;

  BenchCommand(Jaycache main) {
    this.main = main;
  }

  /** One operation on a key. */
  private interface Step {
    void run(String key);
  }

  /** What one thread saw. */
  private static final class Times {
    private final long[] nanos = new long[KEPT];
    private final Random random = ThreadLocalRandom.current();
    private long done;
    private long failed;
    private long sum;
    private long longest;

    void add(long time) {
      // A sample in which each has the same chance (reservoir sampling).
      long place = done < KEPT ? done : random.nextLong(done + 1);
      if (place < KEPT) {
        nanos[(int) place] = time;
      }
      done++;
      sum += time;
      longest = Math.max(longest, time);
    }

    int kept() {
      return (int) Math.min(done, KEPT);
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    check("--threads", threads, 1000);
    check("--seconds", seconds, 3600);
    check("--size", size, 1 << 28);
    check("--keys", keys, 10_000_000);
    String name = main.hasCache() ? main.cacheName() : CACHE;
    MutableConfiguration<Object, Object> configuration =
        new MutableConfiguration<>()
            .setExpiryPolicyFactory(
                CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.MINUTES, 5)));
    try (CacheManager manager = main.open(name);
        Progress progress = main.progress()) {
      Cache<Object, Object> cache = main.cache(manager, name, configuration);
      byte[] value = new byte[size];
      ThreadLocalRandom.current().nextBytes(value);
      // A server that is not there is told at once.
      cache.put(key(0), value);
      List<Result> results = new ArrayList<>();
      try {
        results.add(measure("put", key -> cache.put(key, value), progress));
        results.add(measure("get", cache::get, progress));
      } finally {
        remove(cache, progress);
      }
      progress.close();
      main.terminal().print(results, main.isJson());
      boolean failed = results.stream().anyMatch(result -> result.failed() > 0);
      return failed ? ExitCode.FAILED : ExitCode.OK;
    }
  }

  private static void check(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new MisuseException(option + " takes a number from 1 to " + most);
    }
  }

  private static String key(int number) {
    return "bench-" + number;
  }

  private Result measure(String operation, Step step, Progress progress)
      throws InterruptedException {
    AtomicLong done = new AtomicLong();
    List<Times> all = new ArrayList<>();
    List<Thread> workers = new ArrayList<>();
    long begun = System.nanoTime();
    long end = begun + TimeUnit.SECONDS.toNanos(seconds);
    for (int i = 0; i < threads; i++) {
      Times times = new Times();
      all.add(times);
      Thread worker = new Thread(() -> work(step, times, end, done), "bench-" + i);
      worker.setDaemon(true);
      workers.add(worker);
      worker.start();
    }
    for (Thread worker : workers) {
      while (worker.isAlive()) {
        worker.join(200);
        long left = TimeUnit.NANOSECONDS.toSeconds(Math.max(0, end - System.nanoTime()));
        progress.show(operation + ": " + done.get() + ", " + left + " s left");
      }
    }
    return result(operation, all, System.nanoTime() - begun);
  }

  private void work(Step step, Times times, long end, AtomicLong done) {
    Random random = ThreadLocalRandom.current();
    for (long now = System.nanoTime(); now - end < 0; ) {
      try {
        step.run(key(random.nextInt(keys)));
      } catch (CacheException e) {
        times.failed++;
      }
      long after = System.nanoTime();
      times.add(after - now);
      now = after;
      done.incrementAndGet();
    }
  }

  private Result result(String operation, List<Times> all, long nanos) {
    long done = all.stream().mapToLong(each -> each.done).sum();
    long sum = all.stream().mapToLong(each -> each.sum).sum();
    long[] sorted =
        all.stream()
            .flatMapToLong(each -> Arrays.stream(each.nanos, 0, each.kept()))
            .sorted()
            .toArray();
    return new Result(
        operation,
        threads,
        done,
        all.stream().mapToLong(each -> each.failed).sum(),
        Math.round(done * 1e9 / nanos),
        TimeUnit.NANOSECONDS.toMicros(sum / Math.max(1, done)),
        micros(sorted, 0.50),
        micros(sorted, 0.99),
        TimeUnit.NANOSECONDS.toMicros(
            all.stream().mapToLong(each -> each.longest).max().orElse(0)));
  }

  private static long micros(long[] sorted, double part) {
    return sorted.length == 0
        ? 0
        : TimeUnit.NANOSECONDS.toMicros(sorted[(int) (part * (sorted.length - 1))]);
  }

  private void remove(Cache<Object, Object> cache, Progress progress) {
    Set<Object> some = new HashSet<>();
    for (int i = 0; i < keys; i++) {
      some.add(key(i));
      if (some.size() == 1000 || i == keys - 1) {
        cache.removeAll(some);
        some.clear();
        progress.show("removing: " + (i + 1) + " of " + keys);
      }
    }
  }
}
