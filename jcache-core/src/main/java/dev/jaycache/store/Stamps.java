package dev.jaycache.store;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Version stamps and lease tokens: numbers that no other write uses. Safe for any number of
 * threads. Each process counts up from a random 64-bit number; that two processes meet, and on the
 * same key, is less likely than a memory error.
 */
public final class Stamps {
  private static final AtomicLong NEXT = new AtomicLong(new SecureRandom().nextLong());

  private Stamps() {}

  /** A stamp that was not given before. */
  public static long next() {
    return NEXT.incrementAndGet();
  }
}
