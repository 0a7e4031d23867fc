package dev.jaycache.store;

import org.jspecify.annotations.Nullable;

/**
 * An entry as a store holds it. Immutable as far as {@code V} is.
 *
 * @param value the value
 * @param version the stamp of the write that stored this value; no two writes share one
 * @param expiresAt ms since the epoch, {@link #NEVER_EXPIRES}, or {@link #UNKNOWN_EXPIRY} where the
 *     server keeps the time to itself
 * @param validator by what the store that told the entry recognises it without reading it, for
 *     {@link Held}; the store's own, and null where it can't, or was not asked to
 * @param <V> the type of values
 */
public record StoredEntry<V>(V value, long version, long expiresAt, @Nullable Object validator) {
  /** The entry does not expire. */
  public static final long NEVER_EXPIRES = Long.MAX_VALUE;

  /** The store did not say when the entry expires. */
  public static final long UNKNOWN_EXPIRY = -1;

  /** An entry without validator. */
  public StoredEntry(V value, long version, long expiresAt) {
    this(value, version, expiresAt, null);
  }

  /** The same with a validator. */
  public StoredEntry<V> withValidator(@Nullable Object other) {
    return new StoredEntry<>(value, version, expiresAt, other);
  }

  /** Whether the entry is expired at a moment, in ms since the epoch. */
  public boolean isExpiredAt(long now) {
    return expiresAt != UNKNOWN_EXPIRY && expiresAt <= now;
  }
}
