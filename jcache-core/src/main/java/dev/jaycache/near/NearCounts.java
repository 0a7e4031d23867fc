package dev.jaycache.near;

import dev.jaycache.statistics.ClearCause;
import dev.jaycache.store.Changes;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a near cache counts, since it was opened. Safe for any number of threads. */
final class NearCounts {
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder invalidations = new LongAdder();
  private final LongAdder preloaded = new LongAdder();
  private final LongAdder confirmed = new LongAdder();
  private final LongAdder disproved = new LongAdder();
  private final Map<ClearCause, LongAdder> clears = new EnumMap<>(ClearCause.class);

  /** Nothing yet. */
  NearCounts() {
    // All of them now, so that the map is never written to again.
    for (ClearCause cause : ClearCause.values()) {
      clears.put(cause, new LongAdder());
    }
  }

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

  /** A copy was brought back after a start. */
  void preloaded() {
    preloaded.increment();
  }

  /** The store said that a copy which was too old is the entry still. */
  void confirmed() {
    confirmed.increment();
  }

  /** A copy that was too old is not the entry any more, or the store could not tell. */
  void disproved() {
    disproved.increment();
  }

  /** All copies went. */
  void cleared(ClearCause cause) {
    LongAdder counter = clears.get(cause);
    if (counter != null) {
      counter.increment();
    }
  }

  /** All copies went, for what the store told. */
  void cleared(Changes.Cause cause) {
    cleared(
        switch (cause) {
          case CONNECTED -> ClearCause.CONNECTED;
          case RECONNECTED -> ClearCause.RECONNECTED;
          case RENEWED -> ClearCause.RENEWED;
          case FLUSHED -> ClearCause.FLUSHED;
          case SERVERS_CHANGED -> ClearCause.SERVERS_CHANGED;
          case UNKNOWN_KEY -> ClearCause.UNKNOWN_KEY;
        });
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }

  long refusals() {
    return refused.sum();
  }

  long invalidations() {
    return invalidations.sum();
  }

  long preloads() {
    return preloaded.sum();
  }

  long confirmations() {
    return confirmed.sum();
  }

  long disproofs() {
    return disproved.sum();
  }

  /** How often all copies went, for each cause. */
  Map<ClearCause, Long> clears() {
    Map<ClearCause, Long> all = new EnumMap<>(ClearCause.class);
    clears.forEach((cause, counter) -> all.put(cause, counter.sum()));
    return Collections.unmodifiableMap(all);
  }
}
