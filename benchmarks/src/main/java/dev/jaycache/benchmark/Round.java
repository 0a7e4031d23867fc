package dev.jaycache.benchmark;

import org.jspecify.annotations.Nullable;

/**
 * What one contender did in one round. Immutable.
 *
 * @param operations how many operations ended
 * @param nanos from the start of all threads to the end of the last, ns
 * @param wrong how many of them gave a wrong answer
 * @param errors how many more threw
 * @param firstError the first exception, in words
 */
record Round(long operations, long nanos, long wrong, long errors, @Nullable String firstError) {
  /** Operations that ended without an exception, per second. */
  double perSecond() {
    return nanos == 0 ? 0 : operations * 1e9 / nanos;
  }
}
