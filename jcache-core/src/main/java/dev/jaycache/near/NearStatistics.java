package dev.jaycache.near;

import dev.jaycache.statistics.ClearCause;
import dev.jaycache.statistics.NearCacheStatistics;
import dev.jaycache.store.Tracking;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What users and operators are told of a near cache. Safe for any number of threads.
 *
 * @param tracking what tells of changes; null: nothing does
 * @param nanos as {@link System#nanoTime()}
 */
record NearStatistics(
    NearCounts counts, NearEntries<?> entries, @Nullable Tracking tracking, LongSupplier nanos)
    implements NearCacheStatistics {
  @Override
  public long getHits() {
    return counts.hits();
  }

  @Override
  public long getMisses() {
    return counts.misses();
  }

  @Override
  public long getInvalidations() {
    return counts.invalidations();
  }

  @Override
  public long getFillsRefused() {
    return counts.refusals();
  }

  @Override
  public long getEntries() {
    return entries.size();
  }

  @Override
  public long getWeight() {
    return entries.weight();
  }

  /** What was never proven was proven centuries ago, by the store. */
  @Override
  public long getProofAgeMillis() {
    if (tracking == null) {
      return NEVER_PROVEN;
    }
    long age = Math.max(0, nanos.getAsLong() - tracking.toldUntil());
    return age > Long.MAX_VALUE / 4 ? NEVER_PROVEN : TimeUnit.NANOSECONDS.toMillis(age);
  }

  @Override
  public Map<ClearCause, Long> getClears() {
    return counts.clears();
  }

  @Override
  public long getPreloaded() {
    return counts.preloads();
  }

  @Override
  public long getValidationsConfirmed() {
    return counts.confirmations();
  }

  @Override
  public long getValidationsFailed() {
    return counts.disproofs();
  }

  /**
   * The same by the names of {@link dev.jaycache.store.Store#counters}; {@code near-clears} counts
   * those that the server brought about.
   */
  Map<String, Long> counters() {
    long told = 0;
    for (Map.Entry<ClearCause, Long> cleared : getClears().entrySet()) {
      told +=
          switch (cleared.getKey()) {
            case OWN_CLEAR, SUSPECTS -> 0L;
            case CONNECTED, RECONNECTED, RENEWED, FLUSHED, SERVERS_CHANGED, UNKNOWN_KEY ->
                cleared.getValue();
          };
    }
    return Map.of(
        "near-hits", getHits(),
        "near-misses", getMisses(),
        "near-invalidations", getInvalidations(),
        "near-clears", told,
        "near-fills-refused", getFillsRefused(),
        "near-entries", getEntries(),
        "near-preloaded", getPreloaded(),
        "near-validations-confirmed", getValidationsConfirmed(),
        "near-validations-failed", getValidationsFailed(),
        "near-proof-age-ms", getProofAgeMillis());
  }
}
