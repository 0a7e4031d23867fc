package dev.jaycache.redis;

import java.util.concurrent.atomic.AtomicInteger;

/** How many threads have a connection of a manager's caches in use. Safe for any number of them. */
final class Callers {
  private final AtomicInteger count = new AtomicInteger();

  /** One has a connection now. */
  void come() {
    count.incrementAndGet();
  }

  /** One gave its connection back. */
  void leave() {
    count.decrementAndGet();
  }

  /** Whether there is no more than one. */
  boolean isOne() {
    return count.get() <= 1;
  }
}
