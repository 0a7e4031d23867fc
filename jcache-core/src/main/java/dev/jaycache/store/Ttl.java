package dev.jaycache.store;

/**
 * How long an entry lives from the moment a mutation touches it. Immutable.
 *
 * @param millis the time to live in ms; {@link #KEEP}, {@link #NOW} and {@link #ETERNAL} have
 *     numbers of their own
 */
public record Ttl(long millis) {
  /** Leave the entry's expiry as it is; an entry that is created under it never expires. */
  public static final Ttl KEEP = new Ttl(-1);

  /** The entry is expired at once: it is removed, or never stored. */
  public static final Ttl NOW = new Ttl(0);

  /** The entry never expires. */
  public static final Ttl ETERNAL = new Ttl(Long.MAX_VALUE);

  /**
   * The longest finite time to live, about 34,865 years: added to a clock of today it does not
   * overflow, and every server takes it.
   */
  public static final long MAX_MILLIS = 1L << 50;

  /** Rejects negative times other than {@link #KEEP}; cuts finite ones at {@link #MAX_MILLIS}. */
  public Ttl {
    if (millis < -1) {
      throw new IllegalArgumentException("a time to live of " + millis + " ms is negative");
    }
    if (millis != Long.MAX_VALUE && millis > MAX_MILLIS) {
      millis = MAX_MILLIS;
    }
  }

  /** A time to live in ms; 0 is {@link #NOW}. */
  public static Ttl ofMillis(long millis) {
    return millis == 0 ? NOW : new Ttl(millis);
  }

  /** Whether the entry's expiry stays as it is. */
  public boolean isKeep() {
    return millis == -1;
  }

  /** Whether the entry expires at once. */
  public boolean isNow() {
    return millis == 0;
  }

  /** Whether the entry never expires. */
  public boolean isEternal() {
    return millis == Long.MAX_VALUE;
  }

  /** Whether this is a time between now and never. */
  public boolean isFinite() {
    return millis > 0 && millis != Long.MAX_VALUE;
  }

  /**
   * The moment an entry expires.
   *
   * @param now ms since the epoch
   * @param before when the entry expires so far, ms since the epoch; {@link
   *     StoredEntry#NEVER_EXPIRES} for a new entry
   * @return ms since the epoch
   */
  public long deadline(long now, long before) {
    if (isKeep()) {
      return before;
    }
    return isEternal() ? StoredEntry.NEVER_EXPIRES : now + millis;
  }
}
