package dev.jaycache.testkit.staleness;

import dev.jaycache.JayCachingProvider;
import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.testkit.jvm.ParentJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;

/**
 * One of several applications with near caches. Arguments: its number, a {@link StalenessLoad}, a
 * folder for its records, and settings. It says {@code ready} and goes by the parent's lines:
 * {@code time} asks for its clock; {@code go} lets it work; {@code hold} ends its writers, whose
 * last writes are acknowledged when it says {@code held}; {@code rest <time>} has it wait until its
 * copies are known to be from after that time, end its readers, read each key once more, and say
 * what it counted.
 */
public final class StalenessJvm {
  private static final int SETTINGS = 3;
  private static final int ATTEMPTS = 100;
  private static final String REST = "rest ";

  private final int number;
  private final StalenessLoad load;
  private final Path folder;
  private final Cache<String, String> cache;
  private final ExecutorService pool;
  private final List<VersionReader> readers = new ArrayList<>();
  private final List<Future<?>> writing = new ArrayList<>();
  private final List<Future<?>> reading = new ArrayList<>();
  private volatile boolean held;
  private volatile boolean stopped;

  private StalenessJvm(int number, StalenessLoad load, Path folder, Cache<String, String> cache) {
    this.number = number;
    this.load = load;
    this.folder = folder;
    this.cache = cache;
    this.pool = Executors.newFixedThreadPool(load.writers() + load.readers());
  }

  public static void main(String[] args) {
    Properties properties = new Properties();
    for (String setting : List.of(args).subList(SETTINGS, args.length)) {
      int at = setting.indexOf('=');
      properties.setProperty("jaycache." + setting.substring(0, at), setting.substring(at + 1));
    }
    StalenessLoad load = StalenessLoad.parse(args[1]);
    properties.setProperty("jaycache.cache-defaults.near.enabled", "true");
    properties.setProperty(
        "jaycache.cache-defaults.near.max-staleness", load.maxStalenessMillis() + " ms");
    try (JayCachingProvider provider = new JayCachingProvider()) {
      Cache<String, String> cache =
          provider
              .getCacheManager(null, null, properties)
              .createCache(
                  StalenessRun.CACHE,
                  new MutableConfiguration<String, String>()
                      .setTypes(String.class, String.class)
                      .setStatisticsEnabled(true));
      new StalenessJvm(Integer.parseInt(args[0]), load, Path.of(args[2]), cache).run();
    }
  }

  private void run() {
    warmUp();
    ParentJvm.say("ready");
    long before = counter("near-hits");
    String order = ParentJvm.hear();
    while (!order.startsWith(REST)) {
      obey(order);
      order = ParentJvm.hear();
    }
    awaitAfter(Long.parseLong(order.substring(REST.length())));
    stopped = true;
    await(reading);
    pool.shutdown();
    long near = counter("near-hits") - before;
    look();
    ParentJvm.say(near + " " + (counter("near-hits") - before - near));
    ParentJvm.say(
        readers.stream().mapToLong(VersionReader::missed).sum()
            + " "
            + readers.stream().mapToLong(VersionReader::failed).sum());
  }

  private void obey(String order) {
    switch (order) {
      case "time" -> ParentJvm.say(String.valueOf(System.nanoTime()));
      case "go" -> work();
      case "hold" -> {
        held = true;
        await(writing);
        ParentJvm.say("held");
      }
      default -> throw new IllegalStateException("not known: " + order);
    }
  }

  /** Connects and loads classes, which may take longer than a short deadline. */
  private void warmUp() {
    for (int attempt = 1; ; attempt++) {
      try {
        cache.put("warm-" + number, "up");
        cache.get("warm-" + number);
        break;
      } catch (CacheException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
    awaitAfter(System.nanoTime());
  }

  private void work() {
    for (int i = 0; i < load.writers(); i++) {
      Path file = StalenessRun.writes(folder, number, i);
      writing.add(pool.submit(new VersionWriter(cache, load.written(number, i), file, () -> held)));
    }
    for (int i = 0; i < load.readers(); i++) {
      Path file = StalenessRun.hits(folder, number, i);
      readers.add(new VersionReader(cache, load.keys(), file, () -> stopped));
    }
    readers.forEach(reader -> reading.add(pool.submit(reader)));
  }

  private static void await(List<Future<?>> threads) {
    try {
      for (Future<?> each : threads) {
        each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a reader or writer failed", e.getCause());
    }
  }

  private long counter(String name) {
    return Objects.requireNonNull(
        cache.unwrap(CacheStatistics.class).storeCounters().get(name), name);
  }

  /** Waits until every copy that is served was true after this time, whatever was told before. */
  private void awaitAfter(long time) {
    while (!isAfter(time)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private boolean isAfter(long time) {
    long now = System.nanoTime();
    if (!load.told()) {
      return now - time >= TimeUnit.MILLISECONDS.toNanos(load.maxStalenessMillis());
    }
    // Whole ms: it may be almost one more.
    long age = counter("near-proof-age-ms");
    return age >= 0 && now - TimeUnit.MILLISECONDS.toNanos(age + 1) - time >= 0;
  }

  private void look() {
    try (StampLog log = new StampLog(StalenessRun.rest(folder, number))) {
      for (int key = 0; key < load.keys(); key++) {
        long begun = System.nanoTime();
        String value = cache.get(Versioned.key(key));
        if (value != null) {
          log.add(new Stamp(key, Versioned.version(key, value), begun, System.nanoTime()));
        }
      }
    }
  }
}
