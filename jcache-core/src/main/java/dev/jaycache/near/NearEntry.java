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
 * @param read when the read began that brought it
 * @param ends when it is not served any more, whatever else; {@code read} for no such moment
 * @param life in which life of the near cache it was read, see {@link NearEntries#life}
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
    long life) {
  boolean isOver(long now) {
    return ends != read && now - ends >= 0;
  }

  /** What a read of an entry is told. */
  static <A> Outcome<A> told(StoredEntry<A> entry) {
    return new Outcome<>(true, true, Effect.NONE, entry);
  }
}
