package dev.jaycache.near;

import dev.jaycache.store.Outcome;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps copies of what is read from a store. Safe for any number of threads. Whether a copy that
 * came late may stay is decided by {@link NearEntries}.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class NearFills<K, V> {
  private final NearEntries<V> entries;
  private final NearStore.Copies<K, V> copies;
  private final NearBounds bounds;
  private final NearStore.Clock clock;
  private final NearCounts counts;

  NearFills(
      NearEntries<V> entries,
      NearStore.Copies<K, V> copies,
      NearBounds bounds,
      NearStore.Clock clock,
      NearCounts counts) {
    this.entries = entries;
    this.copies = copies;
    this.bounds = bounds;
    this.clock = clock;
    this.counts = counts;
  }

  /** Notes what has to be known of a key before the server is read. */
  Fill begin(K key) {
    return new Fill(key);
  }

  /**
   * Reads entries for nobody but the copies.
   *
   * @throws StoreException when any could not be read; the others are kept
   */
  void preload(Store<K, V> store, List<K> keys) {
    List<Fill> fills = new ArrayList<>(keys.size());
    keys.forEach(key -> fills.add(begin(key)));
    List<? extends @Nullable Outcome<V>> outcomes;
    StoreException failure = null;
    try {
      outcomes = store.readAllWhole(keys);
    } catch (StoreException e) {
      outcomes = e.outcomes(keys.size());
      failure = e;
    }
    for (int i = 0; i < fills.size(); i++) {
      Outcome<V> outcome = outcomes.get(i);
      if (outcome != null && fills.get(i).keep(outcome.previous())) {
        counts.preloaded();
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** What has to be noted before the server is read. */
  final class Fill {
    private final K key;
    private final long life = entries.life();
    private final long epoch;
    private final long read = clock.nanos().getAsLong();
    private final long wall = clock.wall().millis();

    private Fill(K key) {
      this.key = key;
      this.epoch = entries.epoch(key);
    }

    /**
     * Keeps a copy of what was read; of nothing where there was no entry.
     *
     * @return whether there is a copy that is as new now
     */
    boolean keep(@Nullable StoredEntry<V> entry) {
      if (entry == null || entry.expiresAt() == StoredEntry.UNKNOWN_EXPIRY) {
        return false;
      }
      long most = bounds.mostNanos(entry, wall);
      if (most <= 0) {
        return false;
      }
      // More than two centuries is for ever, and the clock's differences go no further.
      long ends = most > Long.MAX_VALUE / 2 ? read : read + most;
      Object kept;
      Object keptKey;
      int weight;
      try {
        kept = copies.values().encode(entry.value());
        keptKey = copies.keys().encode(key);
        weight = bounds.weight(kept);
      } catch (StoreException e) {
        // What can be read and not written again is read each time.
        return false;
      }
      Outcome<V> ready = kept == entry.value() ? NearEntry.told(entry) : null;
      NearEntry<V> fresh =
          new NearEntry<>(
              kept, weight, entry.version(), entry.expiresAt(), ready, read, ends, life);
      boolean unchanged = entries.fill(keptKey, fresh, epoch);
      if (!unchanged) {
        counts.refused();
      }
      return unchanged;
    }
  }
}
