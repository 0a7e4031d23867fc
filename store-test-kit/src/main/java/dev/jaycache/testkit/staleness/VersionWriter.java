package dev.jaycache.testkit.staleness;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.cache.Cache;
import javax.cache.CacheException;

/**
 * Writes keys that nobody else writes, one after the other, until it is held. A thread of its own.
 *
 * <p>A write whose outcome nobody knows may be done at any later time, so it could come after the
 * next version and put an old one in its place. Therefore it is repeated until it was acknowledged
 * twice running. What the server had been sent before the first of these it has done, or lost,
 * before it answers the second, which was sent after the answer to the first; only then comes the
 * next version. So each version is over for good when the next is acknowledged.
 */
final class VersionWriter implements Runnable {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(3);

  private final Cache<String, String> cache;
  private final List<Integer> keys;
  private final Path file;
  private final BooleanSupplier held;

  /**
   * A writer.
   *
   * @param keys those that it writes
   * @param file for the stamps of its writes
   * @param held asked between two writes
   */
  VersionWriter(Cache<String, String> cache, List<Integer> keys, Path file, BooleanSupplier held) {
    this.cache = cache;
    this.keys = List.copyOf(keys);
    this.file = file;
    this.held = held;
  }

  @Override
  public void run() {
    int[] versions = new int[keys.size()];
    try (StampLog log = new StampLog(file)) {
      while (!held.getAsBoolean()) {
        int at = ThreadLocalRandom.current().nextInt(versions.length);
        log.add(write(keys.get(at), ++versions[at]));
        LockSupport.parkNanos(PAUSE);
      }
    }
  }

  private Stamp write(int key, int version) {
    long begun = System.nanoTime();
    long acknowledged = begun;
    boolean everDone = false;
    int needed = 1;
    for (int running = 0; running < needed; ) {
      try {
        cache.put(Versioned.key(key), Versioned.value(key, version));
        if (!everDone) {
          acknowledged = System.nanoTime();
          everDone = true;
        }
        running++;
      } catch (CacheException e) {
        running = 0;
        needed = 2;
        LockSupport.parkNanos(PAUSE);
      }
    }
    return new Stamp(key, version, begun, acknowledged);
  }
}
