package dev.jaycache.statistics;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts what failures of the store cost a cache. Safe for any number of threads. */
public final class FailureCounts implements FailureStatistics {
  private final LongAdder missed = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongSupplier suspects;

  /**
   * Counters at zero.
   *
   * @param suspects how many keys are suspect now; {@link #ALL_SUSPECT} for all
   */
  public FailureCounts(LongSupplier suspects) {
    this.suspects = suspects;
  }

  /** A read found nothing because the store failed. */
  public void missed() {
    missed.increment();
  }

  /** A write was dropped because the store failed. */
  public void dropped() {
    dropped.increment();
  }

  @Override
  public long getMissedReads() {
    return missed.sum();
  }

  @Override
  public long getDroppedWrites() {
    return dropped.sum();
  }

  @Override
  public long getSuspects() {
    return suspects.getAsLong();
  }
}
