package dev.jaycache.near;

import dev.jaycache.store.Effect;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.StoredEntry;
import org.jspecify.annotations.Nullable;

/**
 * A copy of an entry. Immutable. Times are by {@link System#nanoTime()}.
 *
 * <p>What a hit looks at stands here, and the rest elsewhere: of many copies each object more is
 * another miss of the processor's caches, and those are most of what a hit costs.
 *
 * @param value the value, where nobody can change it; null where it has to be decoded each time
 * @param kept what was read
 * @param read when the read began that brought it, or the last one that found it unchanged
 * @param ends when it is not served any more, whatever else; {@code read} for no such moment
 * @param life in which life of the near cache it was read, see {@link NearEntries#life}
 * @param <V> the type of values
 */
record NearEntry<V>(@Nullable V value, Kept<V> kept, long read, long ends, long life) {
  /**
   * What was read, as it is kept.
   *
   * @param entry with the value as it is kept: itself where nobody can change it, or its bytes
   * @param weight what it weighs; 0 where the number of copies decides
   * @param answer what a read of it is told; null where the value has to be decoded each time
   * @param <V> the type of values
   */
  record Kept<V>(StoredEntry<?> entry, int weight, @Nullable Outcome<V> answer) {
    /** What was read, of which nobody can change the value. */
    static <V> Kept<V> itself(StoredEntry<V> entry, int weight) {
      return new Kept<>(entry, weight, told(entry));
    }

    /** What was read, with its value as bytes. */
    static <V> Kept<V> encoded(StoredEntry<V> entry, Object bytes, int weight) {
      StoredEntry<Object> kept = new StoredEntry<>(bytes, entry.version(), entry.expiresAt());
      return new Kept<>(kept.withValidator(entry.validator()), weight, null);
    }
  }

  /** A copy of what was read. */
  static <V> NearEntry<V> of(Kept<V> kept, long read, long ends, long life) {
    Outcome<V> answer = kept.answer();
    return new NearEntry<>(answer == null ? null : answer.previousValue(), kept, read, ends, life);
  }

  /** What a read of an entry is told. */
  static <A> Outcome<A> told(StoredEntry<A> entry) {
    return new Outcome<>(true, true, Effect.NONE, entry);
  }

  /** By what the store recognises the entry; null where it can't. */
  @Nullable Object validator() {
    return kept.entry().validator();
  }

  boolean isOver(long now) {
    return ends != read && now - ends >= 0;
  }

  /**
   * Whether it may be found to be unchanged, whatever its age.
   *
   * @param now when that is asked
   */
  boolean isRecognised(long currentLife, long now) {
    return validator() != null && life == currentLife && !isOver(now);
  }

  /** The same, found unchanged by a read that began at {@code now}, before it {@link #isOver}. */
  NearEntry<V> renewed(long now) {
    // A validation proves nothing of how long the entry lives, and prolongs no limit of our own.
    long end = ends == read ? now : ends;
    return new NearEntry<>(value, kept, now, end, life);
  }
}
