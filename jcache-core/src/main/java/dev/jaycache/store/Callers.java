package dev.jaycache.store;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many are talking to the servers of a manager, or wait to do so. Safe for any number of
 * threads.
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

  /** Whether there are more than so many. Who waits and has a connection already counts twice. */
  public boolean areMoreThan(int most) {
    return count.get() > most;
  }
}
