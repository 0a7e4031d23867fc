package dev.jaycache.engine;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** When an operation gives up trying again, or waiting for others. For one thread. */
final class Deadline {
  private final LongSupplier nanos;
  private final long millis;
  private long endNanos;

  private Deadline(long millis, LongSupplier nanos) {
    this.nanos = nanos;
    this.millis = millis;
    this.endNanos = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  static Deadline after(long millis) {
    return after(millis, System::nanoTime);
  }

  /** The same by another clock, which tells ns as {@link System#nanoTime()}. */
  static Deadline after(long millis, LongSupplier nanos) {
    return new Deadline(millis, nanos);
  }

  /**
   * What a caller does for itself.
   *
   * @param <T> the type of results
   */
  interface Work<T> {
    @Nullable T run();
  }

  /** Runs what is no waiting: the end is later by as long as that takes, also where it throws. */
  <T> @Nullable T uncounted(Work<T> work) {
    long start = nanos.getAsLong();
    try {
      return work.run();
    } finally {
      endNanos += nanos.getAsLong() - start;
    }
  }

  /** How many ns are left; none where it is over. */
  long leftNanos() {
    return Math.max(0, endNanos - nanos.getAsLong());
  }

  /**
   * Gives up if the time is over.
   *
   * @throws CacheException that says why
   */
  void check(String why) {
    check(why, "; nothing was written");
  }

  /**
   * The same for one who waits, and may have written before.
   *
   * @throws CacheException that says what for
   */
  void checkWaiting(String why) {
    check(why, "");
  }

  private void check(String why, String so) {
    if (nanos.getAsLong() - endNanos > 0) {
      throw new CacheException(
          why + " for " + millis + " ms" + so + " (setting invoke.retry-timeout)");
    }
  }
}
