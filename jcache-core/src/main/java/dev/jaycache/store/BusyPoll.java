package dev.jaycache.store;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Whether to look for a reply again and again instead of sleeping until it comes. One for each
 * connection, for one thread at a time. It blocks on nothing.
 *
 * <p>To fall asleep and be woken takes longer than a server on the same machine, and can cost more
 * processor time than to look. So a caller looks for a short time where that pays: while nobody
 * else waits, since others need the processor for something better, and as long as replies do come
 * in that time. Where they don't, as the server is far or busy, it looks ever more seldom. At most
 * one thread looks at a time (of those who share this class), and none where the JVM has one
 * processor only.
 */
public final class BusyPoll {
  /** Where looking never pays, one reply of about a thousand is looked for. */
  private static final int MOST_SKIPPED = 1_023;

  /** A request of so many bytes is about many keys, for which a server takes longer. */
  private static final int LONG_REQUEST = 2_048;

  /** Who saw others so short a time ago is likely to meet them again. */
  private static final long QUIET_NANOS = 200_000;

  /** The processors are the JVM's, whoever's connection it is. */
  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  private final long nanos;
  private final LongSupplier clock;
  private final AtomicBoolean taken;
  private long company;
  private int vain;
  private int skip;

  /**
   * For a new connection.
   *
   * @param time how long to look at most, and twice as long after a request of 2 KiB or more; zero:
   *     never look
   */
  public BusyPoll(Duration time) {
    this(
        Runtime.getRuntime().availableProcessors() > 1 ? time.toNanos() : 0,
        System::nanoTime,
        TAKEN);
  }

  BusyPoll(long nanos, LongSupplier clock, AtomicBoolean taken) {
    this.nanos = nanos;
    this.clock = clock;
    this.taken = taken;
    this.company = clock.getAsLong() - QUIET_NANOS;
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
   * @param sent of how many bytes the request was; 0 for what follows the beginning of its reply
   * @param most how long at most, in ns
   * @return whether it has come; where it has not, the caller should sleep until it comes
   * @throws IOException when looking fails
   */
  public boolean await(Awaited awaited, long sent, long most) throws IOException {
    if (nanos == 0) {
      return false;
    }
    if (!awaited.isAlone()) {
      company = clock.getAsLong();
      return false;
    }
    if (clock.getAsLong() - company < QUIET_NANOS) {
      return false;
    }
    if (skip > 0) {
      skip--;
      return false;
    }
    if (!taken.compareAndSet(false, true)) {
      return false;
    }
    try {
      return look(awaited, Math.min(sent >= LONG_REQUEST ? 2 * nanos : nanos, most));
    } finally {
      taken.set(false);
    }
  }

  private boolean look(Awaited awaited, long time) throws IOException {
    if (awaited.hasCome()) {
      // Who sleeps would not have been kept either, so this says nothing.
      return true;
    }
    long begin = clock.getAsLong();
    do {
      Thread.onSpinWait();
      if (awaited.hasCome()) {
        vain = 0;
        return true;
      }
      if (!awaited.isAlone()) {
        company = clock.getAsLong();
        return false;
      }
    } while (clock.getAsLong() - begin < time);
    vain = Math.min(2 * vain + 1, MOST_SKIPPED);
    skip = vain;
    return false;
  }
}
