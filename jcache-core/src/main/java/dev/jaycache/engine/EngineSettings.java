package dev.jaycache.engine;

import dev.jaycache.operation.TypeRules;

/**
 * The settings of a cache that the engine goes by.
 *
 * @param types what the cache takes as keys and values
 * @param alwaysCas whether every operation runs as compare-and-set ({@code planner = always-cas})
 * @param bulkSize the most keys that are sent to the store at once
 * @param exclusiveInvoke whether {@code invoke} takes the key's lease beforehand
 * @param leaseMillis for how long a lease is taken, in ms
 * @param retryMillis how long an operation tries again after lost races, in ms
 * @param loads who loads a missing key
 */
public record EngineSettings(
    TypeRules types,
    boolean alwaysCas,
    int bulkSize,
    boolean exclusiveInvoke,
    long leaseMillis,
    long retryMillis,
    LoadRules loads) {
  /** The same where each process loads for itself. */
  public EngineSettings(
      TypeRules types,
      boolean alwaysCas,
      int bulkSize,
      boolean exclusiveInvoke,
      long leaseMillis,
      long retryMillis) {
    this(types, alwaysCas, bulkSize, exclusiveInvoke, leaseMillis, retryMillis, LoadRules.EACH);
  }

  /** The defaults, for any types. */
  public static EngineSettings defaults() {
    return new EngineSettings(TypeRules.ANY, false, 500, false, 2_000, 10_000);
  }
}
