package dev.jaycache.store;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many are talking to the servers of a manager, or wait to do so; who talks to several counts
 * once for each. Safe for any number of threads.
 */
public final class Callers {
  private final AtomicInteger count = new AtomicInteger();

  /** Nobody yet. */
  public Callers() {}

  /** One comes. */
  public void come() {
    count.incrementAndGet();
  }

  /** One that came is done. */
  public void leave() {
    count.decrementAndGet();
  }

  /** Whether there is no more than one. */
  public boolean areOne() {
    return count.get() <= 1;
  }

  /** How many there are now. */
  public int count() {
    return count.get();
  }
}
