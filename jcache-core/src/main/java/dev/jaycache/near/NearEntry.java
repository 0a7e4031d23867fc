package dev.jaycache.near;

import dev.jaycache.store.Effect;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.StoredEntry;
import org.jspecify.annotations.Nullable;

/**
 * A copy of an entry. Immutable. Times are by {@link System#nanoTime()}.
 *
 * @param kept the value as it is kept: itself where nobody can change it, or its bytes
 * @param weight what it weighs; 0 where the number of copies decides
 * @param version the stamp of the write that stored it
 * @param expiresAt when the entry expires, in ms since the epoch, as the server said
 * @param answer what a read of it is told; null where the value has to be decoded each time
 * @param read when the read began that brought it, or the last one that found it unchanged
 * @param ends when it is not served any more, whatever else; {@code read} for no such moment
 * @param life in which life of the near cache it was read, see {@link NearEntries#life}
 * @param validator by what the store recognises the entry; null where it can't
 * @param <V> the type of values
 */
record NearEntry<V>(
    Object kept,
    int weight,
    long version,
    long expiresAt,
    @Nullable Outcome<V> answer,
    long read,
    long ends,
    long life,
    @Nullable Object validator) {
  /** A copy that nobody recognises. */
  NearEntry(
      Object kept,
      int weight,
      long version,
      long expiresAt,
      @Nullable Outcome<V> answer,
      long read,
      long ends,
      long life) {
    this(kept, weight, version, expiresAt, answer, read, ends, life, null);
  }

  /** A copy of an entry that was read; the others as in the record. */
  static <V> NearEntry<V> of(
      StoredEntry<V> entry,
      Object kept,
      int weight,
      @Nullable Outcome<V> answer,
      long read,
      long ends,
      long life) {
    return new NearEntry<>(
        kept,
        weight,
        entry.version(),
        entry.expiresAt(),
        answer,
        read,
        ends,
        life,
        entry.validator());
  }

  /** What a read of an entry is told. */
  static <A> Outcome<A> told(StoredEntry<A> entry) {
    return new Outcome<>(true, true, Effect.NONE, entry);
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
    return validator != null && life == currentLife && !isOver(now);
  }

  /** The same, found unchanged by a read that began at {@code now}, before it {@link #isOver}. */
  NearEntry<V> renewed(long now) {
    // A validation proves nothing of how long the entry lives, and prolongs no limit of our own.
    long end = ends == read ? now : ends;
    return new NearEntry<>(kept, weight, version, expiresAt, answer, now, end, life, validator);
  }
}
