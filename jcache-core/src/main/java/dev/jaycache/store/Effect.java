package dev.jaycache.store;

/** What a {@link Mutation} did to the entry. */
public enum Effect {
  /** Nothing. */
  NONE,
  /** A new entry was stored. */
  CREATED,
  /** The value of an entry was replaced. */
  UPDATED,
  /** A value was stored and nobody asked whether there had been one ({@link Want#NOTHING}). */
  STORED,
  /** The value of an entry was replaced by one that was expired at once: it is gone. */
  UPDATED_EXPIRED,
  /** A new entry was expired at once: it was never stored. */
  STILLBORN,
  /** The entry was removed. */
  REMOVED,
  /** There is no entry now, and nobody asked whether there was one ({@link Want#NOTHING}). */
  GONE,
  /** The entry kept its value and got another expiry. */
  TOUCHED,
  /** The entry was expired by a time to live of zero: it is gone. */
  EXPIRED,
  /** Somebody else holds the lease of the key; nothing was done. See {@link Lease}. */
  REFUSED;

  /** Whether a value was stored, or would have been had it not expired at once. */
  public boolean isWrite() {
    return switch (this) {
      case CREATED, UPDATED, STORED, UPDATED_EXPIRED, STILLBORN -> true;
      case NONE, REMOVED, GONE, TOUCHED, EXPIRED, REFUSED -> false;
    };
  }
}
