package dev.jaycache.testkit.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits until servers have agreed. Stateless. */
public final class Awaiting {
  private static final long PATIENCE_SECONDS = 60;

  private Awaiting() {}

  /**
   * Waits until something holds.
   *
   * @param what for the message where it never does
   * @throws IllegalStateException where it does not hold within a minute
   */
  public static void until(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("waited for a minute in vain: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
