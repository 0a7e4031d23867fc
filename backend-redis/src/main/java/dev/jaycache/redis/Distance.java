package dev.jaycache.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a server is near: by the shortest of the latest round trips, which hardly anything but
 * the way to it made long. What it knows stays until other trips are told. Safe for any number of
 * threads: of what two of them tell at once, one may be lost.
 */
final class Distance {
  private static final long NEAR_NANOS = TimeUnit.MICROSECONDS.toNanos(150);
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long UNKNOWN = Long.MAX_VALUE;

  private volatile long shortest = UNKNOWN;

  /** The shortest of the window before, so that a new window does not begin without knowledge. */
  private volatile long before = UNKNOWN;

  private final AtomicLong windowBegin = new AtomicLong(System.nanoTime());

  /**
   * Takes note of a round trip.
   *
   * @param begin before it was sent, by {@link System#nanoTime()}
   * @param end after its last reply
   */
  void tell(long begin, long end) {
    long since = windowBegin.get();
    if (end - since > WINDOW_NANOS && windowBegin.compareAndSet(since, end)) {
      before = shortest;
      shortest = end - begin;
    } else if (end - begin < shortest) {
      shortest = end - begin;
    }
  }

  /** Whether round trips can be short; false where none was made. */
  boolean isNear() {
    return Math.min(shortest, before) <= NEAR_NANOS;
  }
}
