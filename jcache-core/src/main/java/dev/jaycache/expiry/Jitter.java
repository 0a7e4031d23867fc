package dev.jaycache.expiry;

import dev.jaycache.store.Ttl;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * By how much lifetimes are shortened, so that what is stored together does not end together. They
 * are never prolonged: an entry ends at its expiry time at the latest (JSR-107, chapter 6). As
 * thread-safe as the random numbers.
 *
 * @param fraction the part of a lifetime that may be taken off, 0 to 1
 * @param random numbers from 0 to below 1
 */
public record Jitter(double fraction, DoubleSupplier random) {
  /** Lifetimes stay as they are. */
  public static final Jitter NONE = new Jitter(0, () -> 0);

  /** A part of up to this fraction, by chance. */
  public static Jitter of(double fraction) {
    return new Jitter(fraction, () -> ThreadLocalRandom.current().nextDouble());
  }

  /** A time to live that is not longer; what is no finite time stays as it is. */
  Ttl shorten(Ttl ttl) {
    if (fraction == 0 || !ttl.isFinite()) {
      return ttl;
    }
    long off = (long) (ttl.millis() * fraction * random.getAsDouble());
    return Ttl.ofMillis(Math.max(1, ttl.millis() - off));
  }
}
