package dev.jaycache.processor;

import javax.cache.processor.EntryProcessor;

/**
 * Ready-made entry processors. They give the same result on every store; where the store can do the
 * work by itself they take one round trip.
 */
public final class Processors {
  private Processors() {}

  /** Adds to a Long, and gives the sum; an absent entry counts as zero. */
  @SuppressWarnings("unchecked")
  public static <K> EntryProcessor<K, Long, Long> increment(long delta) {
    return (EntryProcessor<K, Long, Long>) (EntryProcessor<?, ?, ?>) new Increment<>(delta);
  }

  /** Adds to an Integer, and gives the sum; an absent entry counts as zero. */
  @SuppressWarnings("unchecked")
  public static <K> EntryProcessor<K, Integer, Integer> increment(int delta) {
    return (EntryProcessor<K, Integer, Integer>) (EntryProcessor<?, ?, ?>) new Increment<>(delta);
  }
}
