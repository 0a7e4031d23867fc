package dev.jaycache.engine;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.cache.CacheException;

/**
 * The pauses of a caller who asks a store again and again until another process is done: longer
 * each time, and spread out, so that those who wait don't ask in step. For one thread.
 */
final class Backoff {
  private static final long MIN_NANOS = 50_000;

  private final long mostNanos;
  private long wait = MIN_NANOS;

  /** Pauses of up to so many ns. */
  Backoff(long mostNanos) {
    this.mostNanos = mostNanos;
  }

  /**
   * Waits a little.
   *
   * @throws CacheException when the thread is interrupted; it stays so
   */
  void pause() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CacheException("interrupted while another process held the lease of the same key");
    }
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(wait / 2, wait));
    wait = Math.min(mostNanos, wait * 2);
  }
}
