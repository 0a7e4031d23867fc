package dev.jaycache.memcached;

import com.typesafe.config.Config;
import dev.jaycache.store.StoredEntry;
import java.util.concurrent.TimeUnit;

/**
 * The settings of one cache that the store asks for. Immutable.
 *
 * @param bulk the most keys in one burst
 * @param expireMillis how long an entry lives that nobody gave an end, in ms; {@link
 *     StoredEntry#NEVER_EXPIRES} for ever
 * @param mayReplace whether an entry may be written again
 * @param counters whether whole numbers stand there so that the server counts with them
 * @param chunks whether values that are too large for one item are written in pieces
 * @param longest the longest value that is written in pieces, in bytes as it is encoded
 * @param rememberNanos how long the cache's generation is remembered, in ns; 0: it is read with
 *     each use
 */
record CacheOptions(
    int bulk,
    long expireMillis,
    boolean mayReplace,
    boolean counters,
    boolean chunks,
    long longest,
    long rememberNanos) {
  private static final int DEFAULT_BULK = 500;
  private static final long DEFAULT_LONGEST = 64L << 20;

  /** Reads a cache's settings; those that are missing have their defaults. */
  static CacheOptions of(Config settings) {
    return new CacheOptions(
        settings.hasPath("bulk-size") ? settings.getInt("bulk-size") : DEFAULT_BULK,
        expire(settings),
        !settings.hasPath("write-mode") || settings.getString("write-mode").equals("overwrite"),
        settings.hasPath("counters") && settings.getBoolean("counters"),
        settings.hasPath("large-values") && settings.getString("large-values").equals("chunk"),
        settings.hasPath("large-values-limit")
            ? settings.getBytes("large-values-limit")
            : DEFAULT_LONGEST,
        remember(settings));
  }

  /**
   * Copies of a near cache are as true as the generation was when they were read: remembered, its
   * age would add to theirs.
   */
  private static long remember(Config settings) {
    boolean near = settings.hasPath("near.enabled") && settings.getBoolean("near.enabled");
    return near
            || !settings.hasPath("generation")
            || settings.getString("generation").equals("exact")
        ? 0
        : settings.getDuration("generation", TimeUnit.NANOSECONDS);
  }

  private static long expire(Config settings) {
    return !settings.hasPath("expire") || settings.getString("expire").equals("never")
        ? StoredEntry.NEVER_EXPIRES
        : settings.getDuration("expire", TimeUnit.MILLISECONDS);
  }
}
