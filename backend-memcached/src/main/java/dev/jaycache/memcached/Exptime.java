package dev.jaycache.memcached;

import dev.jaycache.store.StoredEntry;
import java.time.InstantSource;

/**
 * Until when an entry lives, and until when the server keeps it: never shorter than the envelope
 * says, and a second or two longer. Immutable.
 *
 * @param clock the clock by which entries expire
 * @param standard how long an entry lives that nobody gave an end, in ms; {@link
 *     StoredEntry#NEVER_EXPIRES} for ever
 * @param grace how many s longer; at least 1, since the server's own clock moves by whole seconds
 */
record Exptime(InstantSource clock, long standard, int grace) {
  /** Above, memcached takes the number for a moment: protocol.txt, "Expiration times". */
  private static final long RELATIVE_AT_MOST = 60L * 60 * 24 * 30;

  /** The server keeps it for ever. */
  static final int NEVER = 0;

  /** The same by one look at the clock, for many entries that are written at once. */
  Exptime now() {
    return new Exptime(InstantSource.fixed(clock.instant()), standard, grace);
  }

  /** An entry with an end, where all entries of the cache have one. */
  StoredEntry<byte[]> limited(StoredEntry<byte[]> entry) {
    return entry.expiresAt() != StoredEntry.NEVER_EXPIRES || standard == StoredEntry.NEVER_EXPIRES
        ? entry
        : new StoredEntry<>(entry.value(), entry.version(), clock.millis() + standard);
  }

  /**
   * The exptime of what has to be there as long as an entry is, or a second longer.
   *
   * @param expiresAt ms since the epoch, or {@link StoredEntry#NEVER_EXPIRES}
   */
  int after(long expiresAt) {
    return of(
        expiresAt == StoredEntry.NEVER_EXPIRES || expiresAt > Long.MAX_VALUE - 1_000
            ? expiresAt
            : expiresAt + 1_000);
  }

  /**
   * The exptime of an entry.
   *
   * @param expiresAt ms since the epoch, or {@link StoredEntry#NEVER_EXPIRES}
   */
  int of(long expiresAt) {
    if (expiresAt == StoredEntry.NEVER_EXPIRES) {
      return NEVER;
    }
    long millis = Math.max(0, expiresAt - clock.millis());
    long seconds = (millis + 999) / 1000 + grace;
    if (seconds <= RELATIVE_AT_MOST) {
      return (int) seconds;
    }
    long moment = System.currentTimeMillis() / 1000 + seconds;
    // memcached's exptime is a signed number of 32 bits; the envelope decides anyway.
    return moment > Integer.MAX_VALUE ? NEVER : (int) moment;
  }
}
