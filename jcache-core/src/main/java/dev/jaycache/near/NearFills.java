package dev.jaycache.near;

import dev.jaycache.store.Outcome;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps copies of what is read from a store. Safe for any number of threads. Whether a copy that
 * came late may stay is decided by {@link NearEntries}.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class NearFills<K, V> {
  private static final Logger LOG = LoggerFactory.getLogger(NearFills.class);

  private final NearEntries<V> entries;
  private final NearStore.Copies<K, V> copies;
  private final NearBounds bounds;
  private final NearStore.Clock clock;
  private final NearCounts counts;
  private final NearLookup<K, V> lookup;

  NearFills(
      NearEntries<V> entries,
      NearStore.Copies<K, V> copies,
      NearBounds bounds,
      NearStore.Clock clock,
      NearCounts counts,
      NearLookup<K, V> lookup) {
    this.entries = entries;
    this.copies = copies;
    this.bounds = bounds;
    this.clock = clock;
    this.counts = counts;
    this.lookup = lookup;
  }

  /** Notes what has to be known of a key before the server is read. */
  Fill begin(K key) {
    return new Fill(key);
  }

  /**
   * Reads entries for nobody but the copies.
   *
   * @return the keys of those that could not be read
   */
  List<K> preload(NearReads<K, V> reads, List<K> keys) {
    List<Fill> fills = new ArrayList<>(keys.size());
    keys.forEach(key -> fills.add(begin(key)));
    List<? extends @Nullable Outcome<V>> outcomes;
    try {
      outcomes = reads.readAllNew(keys);
    } catch (StoreException e) {
      LOG.debug("near.preload tries some keys again", e);
      outcomes = e.outcomes(keys.size());
    }
    List<K> failed = new ArrayList<>();
    for (int i = 0; i < fills.size(); i++) {
      Outcome<V> outcome = outcomes.get(i);
      if (outcome == null) {
        failed.add(keys.get(i));
      } else if (fills.get(i).keep(outcome.previous())) {
        counts.preloaded();
      }
    }
    return failed;
  }

  /** What has to be noted before the server is read. */
  final class Fill implements NearReads.Wanted<K, V> {
    private final K key;
    private final long life = entries.life();
    private final long epoch;
    private final long read = clock.nanos().getAsLong();
    private final long wall = clock.wall().millis();

    private Fill(K key) {
      this.key = key;
      this.epoch = entries.epoch(key);
    }

    @Override
    public K key() {
      return key;
    }

    @Override
    public NearReads.@Nullable Stale<V> stale() {
      NearEntry<V> copy = entries.get(key);
      if (copy == null || !copy.isRecognised(life, read)) {
        return null;
      }
      Outcome<V> told = lookup.told(key, copy);
      return told == null ? null : new NearReads.Stale<>(copy, told);
    }

    @Override
    public void renew(NearEntry<V> copy) {
      try {
        if (!entries.renew(copies.keys().encode(key), copy.renewed(read), epoch)) {
          counts.refused();
        }
      } catch (StoreException e) {
        // As what can be read and not written again.
      }
    }

    @Override
    public void drop(NearEntry<V> copy) {
      entries.drop(key, copy);
    }

    @Override
    public boolean keep(@Nullable StoredEntry<V> entry) {
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
      NearEntry.Kept<V> copy =
          kept == entry.value()
              ? NearEntry.Kept.itself(entry, weight)
              : NearEntry.Kept.encoded(entry, kept, weight);
      NearEntry<V> fresh = NearEntry.of(copy, read, ends, life);
      boolean unchanged = entries.fill(keptKey, fresh, epoch);
      if (!unchanged) {
        counts.refused();
      }
      return unchanged;
    }
  }
}
