package dev.jaycache.statistics;

import dev.jaycache.operation.Operation;
import dev.jaycache.store.Action;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Want;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.cache.management.CacheStatisticsMXBean;

/**
 * The counters of one cache (JSR-107, 12.4). Safe for any number of threads. Times are averages in
 * µs, as the MXBean has them. The counters can be read without JMX.
 */
public final class CacheStatistics implements CacheStatisticsMXBean {
  private static final float NANOS_PER_MICRO = 1_000f;

  /**
   * Of 2 to the power of so many hits of a near cache one is timed, by chance, and stands for all
   * of them: to ask for the time once more costs as much as the hit.
   */
  private static final int NEAR_BITS = 3;

  /** Whose product's first bits are as good as random: 2^64 divided by the golden ratio. */
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder puts = new LongAdder();
  private final LongAdder removals = new LongAdder();
  private final LongAdder getNanos = new LongAdder();
  private final LongAdder putNanos = new LongAdder();
  private final LongAdder removeNanos = new LongAdder();
  private final LongSupplier evictions;
  private final Supplier<Map<String, Long>> storeCounters;
  private volatile boolean enabled;
  private volatile long evictionsBefore;

  /**
   * Counters at zero.
   *
   * @param evictions how many entries the store has dropped so far
   * @param storeCounters what else the store counts
   */
  public CacheStatistics(
      boolean enabled, LongSupplier evictions, Supplier<Map<String, Long>> storeCounters) {
    this.enabled = enabled;
    this.evictions = evictions;
    this.storeCounters = storeCounters;
  }

  /**
   * What the cache's store counts by itself, by name, since the cache was opened, also while
   * statistics are off; {@link #clear} leaves it. At memcached {@code digested-keys}; with a near
   * cache {@code near-…}, of which {@link NearCacheStatistics} tells more; with {@code events =
   * cluster} {@code events-heard}, {@code events-damaged}, {@code events-unpublished} and {@code
   * event-link-losses}.
   */
  public Map<String, Long> storeCounters() {
    return storeCounters.get();
  }

  /** Whether anything is counted. */
  public boolean isEnabled() {
    return enabled;
  }

  /** Starts or stops counting; the counts stay. */
  public void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }

  /** A moment to measure from, in ns; not read while nothing is counted. */
  public long start() {
    return enabled ? System.nanoTime() : 0;
  }

  /**
   * What of an operation's outcome has to be known so that it can be counted: a removal counts
   * where there was an entry, a put in any case.
   */
  public Want want(Operation operation) {
    boolean blindRemoval = operation.action() == Action.REMOVE && operation.want() == Want.NOTHING;
    return enabled && blindRemoval ? Want.EFFECT : operation.want();
  }

  /**
   * Counts one operation by its outcome.
   *
   * @param nanos how long it took, in ns
   */
  public void record(Operation operation, Outcome<?> outcome, long nanos) {
    if (!enabled) {
      return;
    }
    switch (operation.counting()) {
      case NOTHING -> {}
      case LOOKUP -> lookup(outcome.existed(), nanos);
      case EFFECT -> effect(outcome, nanos);
      case LOOKUP_AND_EFFECT -> {
        lookup(outcome.existed(), nanos);
        effect(outcome, nanos);
      }
    }
  }

  /** Counts a lookup. */
  public void lookup(boolean hit, long nanos) {
    if (enabled) {
      (hit ? hits : misses).increment();
      getNanos.add(nanos);
    }
  }

  /**
   * Counts a lookup that a near cache answered.
   *
   * @param start when it began, by {@link System#nanoTime()}
   */
  public void nearHit(long start) {
    if (enabled) {
      hits.increment();
      if (start * SPREAD >>> 64 - NEAR_BITS == 0) {
        getNanos.add(System.nanoTime() - start << NEAR_BITS);
      }
    }
  }

  /** Counts what an outcome did to the entry. */
  public void effect(Outcome<?> outcome, long nanos) {
    if (!enabled) {
      return;
    }
    switch (outcome.effect()) {
      case CREATED, UPDATED, STORED, UPDATED_EXPIRED -> {
        puts.increment();
        putNanos.add(nanos);
      }
      case REMOVED -> {
        removals.increment();
        removeNanos.add(nanos);
      }
      // What is expired at its creation was never put.
      case STILLBORN, NONE, GONE, TOUCHED, EXPIRED, REFUSED -> {}
    }
  }

  @Override
  public void clear() {
    for (LongAdder counter :
        new LongAdder[] {hits, misses, puts, removals, getNanos, putNanos, removeNanos}) {
      counter.reset();
    }
    evictionsBefore = evictions.getAsLong();
  }

  @Override
  public long getCacheHits() {
    return hits.sum();
  }

  @Override
  public float getCacheHitPercentage() {
    return percentage(getCacheHits());
  }

  @Override
  public long getCacheMisses() {
    return misses.sum();
  }

  @Override
  public float getCacheMissPercentage() {
    return percentage(getCacheMisses());
  }

  @Override
  public long getCacheGets() {
    return getCacheHits() + getCacheMisses();
  }

  @Override
  public long getCachePuts() {
    return puts.sum();
  }

  @Override
  public long getCacheRemovals() {
    return removals.sum();
  }

  @Override
  public long getCacheEvictions() {
    return evictions.getAsLong() - evictionsBefore;
  }

  @Override
  public float getAverageGetTime() {
    return average(getNanos.sum(), getCacheGets());
  }

  @Override
  public float getAveragePutTime() {
    return average(putNanos.sum(), getCachePuts());
  }

  @Override
  public float getAverageRemoveTime() {
    return average(removeNanos.sum(), getCacheRemovals());
  }

  private float percentage(long part) {
    long gets = getCacheGets();
    return gets == 0 ? 0 : (float) part / gets * 100f;
  }

  private static float average(long nanos, long count) {
    return count == 0 ? 0 : nanos / NANOS_PER_MICRO / count;
  }
}
