package dev.jaycache.statistics;

/**
 * What failures of the store have cost a cache under {@code on-error = miss}, in this JVM; had by
 * {@code cache.unwrap(FailureStatistics.class)}. Counted whether statistics are enabled or not.
 */
public interface FailureStatistics {
  /** {@link #getSuspects()} where every entry of the cache is suspect. */
  long ALL_SUSPECT = -1;

  /** How many entries were asked for and found missing because the store failed. */
  long getMissedReads();

  /** How many puts, loads and removals of an entry, and clears, were dropped. */
  long getDroppedWrites();

  /**
   * How many keys are suspect now: what stands there is removed before it is served again. {@link
   * #ALL_SUSPECT} where all are.
   */
  long getSuspects();
}
