package dev.jaycache.near;

import dev.jaycache.codec.UndecodableException;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Tracking;
import dev.jaycache.store.Want;
import org.jspecify.annotations.Nullable;

/**
 * Answers from copies, where there is one that is known to be true not too long ago. Safe for any
 * number of threads. It asks nobody and counts nothing.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class NearLookup<K, V> {
  /** What is told who only wants to know whether there is an entry. */
  private static final Outcome<Object> PRESENT = new Outcome<>(true, true, Effect.NONE, null);

  private final NearEntries<V> entries;
  private final NearStore.Copies<K, V> copies;
  private final NearBounds bounds;
  private final NearStore.Clock clock;
  private final @Nullable Tracking tracking;

  NearLookup(
      NearEntries<V> entries,
      NearStore.Copies<K, V> copies,
      NearBounds bounds,
      NearStore.Clock clock,
      @Nullable Tracking tracking) {
    this.entries = entries;
    this.copies = copies;
    this.bounds = bounds;
    this.clock = clock;
    this.tracking = tracking;
  }

  /** What a read is told; null where it has to be asked for. */
  @SuppressWarnings("unchecked") // it holds no value
  @Nullable Outcome<V> answer(K key, Want want) {
    NearEntry<V> entry = known(key, clock.nanos().getAsLong());
    if (entry == null) {
      return null;
    }
    return want == Want.PREVIOUS ? told(key, entry) : (Outcome<V>) PRESENT;
  }

  /**
   * The value of a copy; null where there is none.
   *
   * @param now when that was asked
   */
  @Nullable V value(K key, long now) {
    NearEntry<V> entry = known(key, now);
    if (entry == null) {
      return null;
    }
    V value = entry.value();
    return value == null ? read(key, entry) : value;
  }

  private @Nullable V read(K key, NearEntry<V> entry) {
    Outcome<V> decoded = decoded(key, entry);
    return decoded == null ? null : decoded.previousValue();
  }

  /** A copy that may be served to who asked at that time. */
  private @Nullable NearEntry<V> known(K key, long now) {
    // Before the copy: what is still there afterwards was true at that moment.
    long told = tracking == null ? 0 : tracking.toldUntil();
    NearEntry<V> entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    boolean over = entry.life() != entries.life() || entry.isOver(now);
    if (over || !isKnown(entry, told, now)) {
      // What the store may recognise is looked at once more before it is read.
      if (over || entry.validator() == null) {
        entries.drop(key, entry);
      }
      return null;
    }
    return entry;
  }

  /** What a read of a copy is told; null where it turns out to be of no use. */
  @Nullable Outcome<V> told(K key, NearEntry<V> entry) {
    Outcome<V> ready = entry.kept().answer();
    return ready == null ? decoded(key, entry) : ready;
  }

  /** Whether the copy was known to be true not too long ago. */
  private boolean isKnown(NearEntry<V> entry, long told, long now) {
    long most = bounds.maxStalenessNanos();
    return now - entry.read() < most || (tracking != null && now - told < most);
  }

  private @Nullable Outcome<V> decoded(K key, NearEntry<V> entry) {
    StoredEntry<?> kept = entry.kept().entry();
    V value;
    try {
      value = copies.values().decode(kept.value());
    } catch (UndecodableException e) {
      // A copy is encoded once more here, and may be less readable than what the server has.
      entries.drop(key, entry);
      return null;
    }
    return NearEntry.told(new StoredEntry<>(value, kept.version(), kept.expiresAt()));
  }
}
