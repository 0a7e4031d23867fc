package dev.jaycache.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Notes for how long this machine lets a thread wait that wants to wait for a millisecond. For one
 * thread, besides its own. For tests in which somebody has to be heard within a time that no
 * setting makes longer: what they saw on a machine that stood still says nothing.
 */
final class Stalls implements AutoCloseable {
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int ATTEMPTS = 3;

  private final Thread witness = new Thread(this::look, "stalls");
  private volatile long seenAt = System.nanoTime();
  private volatile long longest;
  private volatile boolean closed;

  private Stalls() {
    witness.setDaemon(true);
    witness.start();
  }

  /**
   * Makes an attempt, and another where one failed while the machine stood still.
   *
   * @param attempt has to begin anew each time
   */
  static void retrying(Runnable attempt) {
    for (int left = ATTEMPTS - 1; ; left--) {
      try (Stalls stalls = new Stalls()) {
        try {
          attempt.run();
          return;
        } catch (RuntimeException | AssertionError e) {
          if (left == 0 || !stalls.any()) {
            throw e;
          }
          System.err.println("tried again, since the machine stood still: " + e);
        }
      }
    }
  }

  private void look() {
    while (!closed) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      long now = System.nanoTime();
      longest = Math.max(longest, now - seenAt);
      seenAt = now;
    }
  }

  /** Whether there was one; it may be going on for the witness. */
  private boolean any() {
    long going = System.nanoTime() - seenAt;
    return Math.max(longest, going) > MOST_NANOS;
  }

  @Override
  public void close() {
    closed = true;
  }
}
