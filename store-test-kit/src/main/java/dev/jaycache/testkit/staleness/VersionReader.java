package dev.jaycache.testkit.staleness;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Reads any keys, one by one and several at a time, until it is stopped, and puts every hit on
 * record. A thread of its own; what it counts is read when that has ended.
 */
final class VersionReader implements Runnable {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int ALONE = 10;
  private static final int TOGETHER = 10;

  private final Cache<String, String> cache;
  private final int keys;
  private final Path file;
  private final BooleanSupplier stopped;
  private long missed;
  private long failed;

  /**
   * A reader.
   *
   * @param keys how many there are
   * @param file for the stamps of its hits
   * @param stopped asked between reads
   */
  VersionReader(Cache<String, String> cache, int keys, Path file, BooleanSupplier stopped) {
    this.cache = cache;
    this.keys = keys;
    this.file = file;
    this.stopped = stopped;
  }

  /** How often there was no entry. */
  long missed() {
    return missed;
  }

  /** How many calls failed. */
  long failed() {
    return failed;
  }

  @Override
  public void run() {
    try (StampLog log = new StampLog(file)) {
      while (!stopped.getAsBoolean()) {
        try {
          for (int i = 0; i < ALONE; i++) {
            readOne(log);
          }
          readSeveral(log);
        } catch (CacheException e) {
          failed++;
        }
        LockSupport.parkNanos(PAUSE);
      }
    }
  }

  private void readOne(StampLog log) {
    int key = ThreadLocalRandom.current().nextInt(keys);
    long begun = System.nanoTime();
    String value = cache.get(Versioned.key(key));
    keep(log, key, value, begun, System.nanoTime());
  }

  private void keep(StampLog log, int key, @Nullable String value, long begun, long ended) {
    if (value == null) {
      missed++;
    } else {
      log.add(new Stamp(key, Versioned.version(key, value), begun, ended));
    }
  }

  private void readSeveral(StampLog log) {
    Map<String, Integer> asked = new HashMap<>();
    for (int i = 0; i < TOGETHER; i++) {
      int key = ThreadLocalRandom.current().nextInt(keys);
      asked.put(Versioned.key(key), key);
    }
    long begun = System.nanoTime();
    Map<String, String> values = cache.getAll(asked.keySet());
    long ended = System.nanoTime();
    asked.forEach((name, key) -> keep(log, key, values.get(name), begun, ended));
  }
}
