package dev.jaycache.testkit.staleness;

/**
 * What came of a {@link StalenessRun}.
 *
 * @param all every hit while there were writes, and after, of every JVM
 * @param own those among them that read a key whose writer has the same cache: these see each
 *     acknowledged write at once
 * @param rest one read of each key by each JVM after the end of all writes
 * @param counts what else was counted
 */
public record StalenessReport(Staleness all, Staleness own, Staleness rest, Counts counts) {
  /**
   * What was counted.
   *
   * @param writes acknowledged versions
   * @param near how many reads copies answered, as the near caches count ({@code near-hits})
   * @param nearAtRest how many of those at rest
   * @param missed how many reads found nothing
   * @param failed how many reads, or groups of them, failed
   * @param clockNanos how exactly the JVMs' clocks were seen to agree, in ns
   */
  public record Counts(
      long writes, long near, long nearAtRest, long missed, long failed, long clockNanos) {}

  @Override
  public String toString() {
    return String.format(
        "%,d writes; %s; %,d near hits; own writes: %,d hits, %,d stale; at rest: %,d hits, %,d"
            + " near, %,d stale; %,d misses, %,d failures; clocks agree to %.3f ms",
        counts.writes(),
        all,
        counts.near(),
        own.hits(),
        own.stale(),
        rest.hits(),
        counts.nearAtRest(),
        rest.stale(),
        counts.missed(),
        counts.failed(),
        counts.clockNanos() / 1e6);
  }
}
