package dev.jaycache.statistics;

import java.util.Map;
import javax.management.MXBean;

/**
 * What a near cache counts, in this JVM and since it was opened; had by {@code
 * cache.unwrap(NearCacheStatistics.class)}, and by JMX while the cache's statistics are enabled.
 * Counted whether they are or not. Each call gives the counts of its moment; they are not those of
 * one moment together. Safe for any number of threads.
 */
@MXBean
public interface NearCacheStatistics {
  /** {@link #getWeight()} where the number of copies is limited. */
  long NOT_WEIGHED = -1;

  /** {@link #getProofAgeMillis()} where nothing was ever proven. */
  long NEVER_PROVEN = -1;

  /** How many keys were answered by copies. */
  long getHits();

  /** How many keys had to be asked for at the server. */
  long getMisses();

  /** How many changes of entries the server told; 0 where it tells nothing. */
  long getInvalidations();

  /** How much was read and not kept as a copy, since it changed meanwhile. */
  long getFillsRefused();

  /** About how many copies there are. */
  long getEntries();

  /**
   * About what the copies weigh, in bytes, as {@code near.max-weight} counts; {@link #NOT_WEIGHED}
   * where {@code near.max-entries} is the limit.
   */
  long getWeight();

  /**
   * How long ago it was last proven that all changes were told, in ms; {@link #NEVER_PROVEN} where
   * that was never so. Above {@code near.max-staleness}, copies live no longer than that.
   */
  long getProofAgeMillis();

  /** How often all copies were given up, for each cause; 0 for those that never were one. */
  Map<ClearCause, Long> getClears();

  /** How many copies were brought by {@code near.preload}; they are no misses. */
  long getPreloaded();

  /**
   * How many copies were too old, and found to be the entry still ({@code near.validate}); the
   * reads count as misses.
   */
  long getValidationsConfirmed();

  /** How many copies were too old, and not the entry any more, or the server could not tell. */
  long getValidationsFailed();
}
