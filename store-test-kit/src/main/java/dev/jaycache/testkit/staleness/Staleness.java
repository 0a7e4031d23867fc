package dev.jaycache.testkit.staleness;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How stale hits were: how many, the worst, and the distribution. For one thread. */
public final class Staleness {
  private static final long BUCKET_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** Up to a minute; what is older is in the last one. */
  private static final int BUCKETS = 600_000;

  private final long[] counts = new long[BUCKETS + 1];
  private long hits;
  private long stale;
  private long most;
  private @Nullable Stamp worst;

  /**
   * Adds a hit.
   *
   * @param nanos how stale it was, in ns
   */
  void add(Stamp hit, long nanos) {
    hits++;
    counts[(int) Math.min(BUCKETS, (nanos + BUCKET_NANOS - 1) / BUCKET_NANOS)]++;
    if (nanos > 0) {
      stale++;
    }
    if (nanos > most) {
      most = nanos;
      worst = hit;
    }
  }

  /** How many hits there were. */
  public long hits() {
    return hits;
  }

  /** How many of them were certainly stale, be it by 1 ns. */
  public long stale() {
    return stale;
  }

  /** How stale the worst one was, in ns; 0 where none was. */
  public long mostNanos() {
    return most;
  }

  /**
   * How stale so many of the hits were at most, in ms, rounded up to 0.1 ms.
   *
   * @param share from 0 to 1
   */
  public double percentileMillis(double share) {
    long wanted = (long) Math.ceil(share * hits);
    int bucket = 0;
    for (long seen = counts[0]; seen < wanted; seen += counts[bucket]) {
      bucket++;
    }
    return bucket * BUCKET_NANOS / 1e6;
  }

  @Override
  public String toString() {
    String text =
        String.format(
            "%,d hits, %,d of them stale, at most by %.1f ms, 99.9 %% by %.1f ms",
            hits, stale, most / 1e6, percentileMillis(0.999));
    return worst == null ? text : text + " (" + worst + ')';
  }
}
