package dev.jaycache.near;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What a near cache counts, since it was opened. Safe for any number of threads. */
final class NearCounts {
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder invalidations = new LongAdder();
  private final LongAdder clears = new LongAdder();

  /** So many were answered by copies. */
  void hits(int number) {
    hits.add(number);
  }

  /** So many had to be asked for. */
  void misses(int number) {
    misses.add(number);
  }

  /** What was read was not kept. */
  void refused() {
    refused.increment();
  }

  /** The server told of a change. */
  void told() {
    invalidations.increment();
  }

  /** All copies went. */
  void cleared() {
    clears.increment();
  }

  /**
   * {@code near-hits}, {@code near-misses}; {@code near-invalidations}, the changes that the server
   * told of; {@code near-clears}, how often all copies went for what the server told or failed to
   * tell; {@code near-fills-refused}, what was read and not kept since it changed meanwhile; {@code
   * near-entries}, about how many copies there are; {@code near-proof-age-ms}, how long ago it was
   * last proven that all changes were told, -1 where that was never so.
   *
   * @param entries how many copies there are
   * @param proofAge how long ago that was, in ns; -1, or centuries, where it was never so
   */
  Map<String, Long> all(long entries, long proofAge) {
    boolean never = proofAge < 0 || proofAge > Long.MAX_VALUE / 4;
    return Map.of(
        "near-hits", hits.sum(),
        "near-misses", misses.sum(),
        "near-invalidations", invalidations.sum(),
        "near-clears", clears.sum(),
        "near-fills-refused", refused.sum(),
        "near-entries", entries,
        "near-proof-age-ms", never ? -1 : TimeUnit.NANOSECONDS.toMillis(proofAge));
  }
}
