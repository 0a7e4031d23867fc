package dev.jaycache.store;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether to look for a reply again and again instead of sleeping until it comes. One for each
 * connection, for one thread at a time. It blocks on nothing.
 *
 * <p>To fall asleep and be woken takes longer than a server on the same machine, and can cost more
 * processor time than to look. So a caller looks for a short time where that pays: while nobody
 * else waits, since others need the processor for something better, and as long as replies do come
 * in that time. Where they don't, as the server is far or busy, it looks ever more seldom. At most
 * one thread of the JVM looks at a time, and none where the JVM has one processor only.
 */
public final class BusyPoll {
  /** Where looking never pays, one reply of about a thousand is looked for. */
  private static final int MOST_SKIPPED = 1_023;

  /** The processors are the JVM's, whoever's connection it is. */
  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  /** Who saw others so short a time ago is likely to meet them again. */
  private static final long QUIET_NANOS = 200_000;

  private final long nanos;
  private long company = System.nanoTime() - QUIET_NANOS;
  private int vain;
  private int skip;

  /**
   * For a new connection.
   *
   * @param time how long to look at most; zero: never look
   */
  public BusyPoll(Duration time) {
    this.nanos = Runtime.getRuntime().availableProcessors() > 1 ? time.toNanos() : 0;
  }

  /** What is waited for. */
  public interface Awaited {
    /**
     * Looks, without waiting.
     *
     * @return whether it has come, or can't come any more
     * @throws IOException when the connection fails
     */
    boolean hasCome() throws IOException;

    /** Whether nobody else waits, as far as can be told. */
    boolean isAlone();
  }

  /**
   * Looks for it, as long as that may pay.
   *
   * @return whether it has come; where it has not, the caller should sleep until it comes
   * @throws IOException when looking fails
   */
  public boolean await(Awaited awaited) throws IOException {
    if (nanos == 0) {
      return false;
    }
    if (!awaited.isAlone()) {
      company = System.nanoTime();
      return false;
    }
    if (System.nanoTime() - company < QUIET_NANOS) {
      return false;
    }
    if (skip > 0) {
      skip--;
      return false;
    }
    if (!TAKEN.compareAndSet(false, true)) {
      return false;
    }
    try {
      return look(awaited);
    } finally {
      TAKEN.set(false);
    }
  }

  private boolean look(Awaited awaited) throws IOException {
    long begin = System.nanoTime();
    do {
      if (awaited.hasCome()) {
        vain = 0;
        return true;
      }
      if (!awaited.isAlone()) {
        company = System.nanoTime();
        return false;
      }
      Thread.onSpinWait();
    } while (System.nanoTime() - begin < nanos);
    vain = Math.min(2 * vain + 1, MOST_SKIPPED);
    skip = vain;
    return false;
  }
}
