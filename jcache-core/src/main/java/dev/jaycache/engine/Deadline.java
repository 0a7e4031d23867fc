package dev.jaycache.engine;

import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;

/** When an operation gives up trying again. Immutable. */
final class Deadline {
  private final long endNanos;
  private final long millis;

  private Deadline(long millis) {
    this.millis = millis;
    this.endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  static Deadline after(long millis) {
    return new Deadline(millis);
  }

  /**
   * Gives up if the time is over.
   *
   * @throws CacheException that says why
   */
  void check(String why) {
    if (System.nanoTime() - endNanos > 0) {
      throw new CacheException(
          why + " for " + millis + " ms; nothing was written (setting invoke.retry-timeout)");
    }
  }
}
