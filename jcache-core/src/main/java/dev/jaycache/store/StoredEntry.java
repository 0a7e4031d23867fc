package dev.jaycache.store;

/**
 * An entry as a store holds it. Immutable as far as {@code V} is.
 *
 * @param value the value
 * @param version the stamp of the write that stored this value; no two writes share one
 * @param expiresAt ms since the epoch, {@link #NEVER_EXPIRES}, or {@link #UNKNOWN_EXPIRY} where the
 *     server keeps the time to itself
 * @param <V> the type of values
 */
public record StoredEntry<V>(V value, long version, long expiresAt) {
  /** The entry does not expire. */
  public static final long NEVER_EXPIRES = Long.MAX_VALUE;

  /** The store did not say when the entry expires. */
  public static final long UNKNOWN_EXPIRY = -1;

  /** Whether the entry is expired at a moment, in ms since the epoch. */
  public boolean isExpiredAt(long now) {
    return expiresAt != UNKNOWN_EXPIRY && expiresAt <= now;
  }
}
