package dev.jaycache.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether to give way to other threads a few times before falling asleep, for who waits until
 * another thread has brought its reply. One for those who wait for the same connections; safe for
 * any number of threads. It blocks on nothing.
 *
 * <p>Where many callers share a trip, all of them have to be woken when it ends, and that can cost
 * more than the trip. Who stays awake, but lets all others go first, needs not be woken; and those
 * others are the ones who work. So it is tried a few times, as long as that pays. Where the server
 * is far nothing comes in that time: then it is tried once in about a thousand waits. And where
 * other threads or processes compute, who gives way to them gets its turn later than who is woken:
 * then nobody of this JVM tries it for a while. Virtual threads always sleep, which costs them
 * little.
 */
public final class GivingWay {
  /** As much processor time as it takes to fall asleep and be woken, where nobody else runs. */
  private static final int TIMES = 16;

  /** Where it never pays, one of about a thousand waits is tried. */
  private static final int SKIPPED = 1_023;

  /** Shorter than a slice of processor time. */
  private static final long SLOW_NANOS = 1_000_000;

  /** How long a caller has the processor, in ns, where each has it in turn. */
  private static final long EACH_NANOS = 5_000;

  /** The processors are the JVM's, whoever's connection it is. */
  private static final Crowd CROWD = new Crowd();

  private final boolean on;
  private final BooleanSupplier sleepsWell;
  private final LongSupplier clock;
  private final Runnable way;
  private final Crowd crowd;

  /** One wait that ends well makes up for eight that don't. */
  private final Balance vain = new Balance(1, 8, 64);

  private final AtomicInteger skip = new AtomicInteger();
  private final AtomicInteger giving = new AtomicInteger();

  /**
   * For new connections.
   *
   * @param busyPoll for how long callers look for replies; zero: they sleep, here as well
   */
  public GivingWay(Duration busyPoll) {
    this(
        !busyPoll.isZero() && Runtime.getRuntime().availableProcessors() > 1,
        VirtualThreads::isCurrent,
        System::nanoTime,
        Thread::yield,
        CROWD);
  }

  GivingWay(boolean on, BooleanSupplier sleepsWell, LongSupplier clock, Runnable way, Crowd crowd) {
    this.on = on;
    this.sleepsWell = sleepsWell;
    this.clock = clock;
    this.way = way;
    this.crowd = crowd;
  }

  /** What went well lately and what did not. */
  private static final class Balance {
    private final int worse;
    private final int better;
    private final int limit;
    private final AtomicInteger score = new AtomicInteger();

    /**
     * Nothing yet.
     *
     * @param worse what one that went badly adds
     * @param better what one that went well takes away
     * @param limit from where on it is too much
     */
    Balance(int worse, int better, int limit) {
      this.worse = worse;
      this.better = better;
      this.limit = limit;
    }

    void well() {
      if (score.get() > 0) {
        score.updateAndGet(now -> Math.max(0, now - better));
      }
    }

    /** Notes that one went badly; whether it is too much now. */
    boolean badly() {
      return score.updateAndGet(now -> Math.min(limit, now + worse)) == limit;
    }

    boolean isTooMuch() {
      return score.get() == limit;
    }
  }

  /** Whether others compute, as far as can be told. Safe for any number of threads. */
  static final class Crowd {
    private static final long PAUSE_NANOS = 250_000_000;

    /** Beside threads that compute two waits of three take long, and one of ten without. */
    private final Balance slow = new Balance(2, 1, 64);

    private final AtomicLong end = new AtomicLong(Long.MIN_VALUE);

    /** Whether nobody should give way now. */
    boolean isThere(long now) {
      long until = end.get();
      return until != Long.MIN_VALUE && until - now > 0;
    }

    void slow(long now) {
      if (slow.badly()) {
        end.set(now + PAUSE_NANOS);
      }
    }

    void fast() {
      slow.well();
    }
  }

  /** Whether who waits now may well need no waking. */
  public boolean pays() {
    return on
        && !sleepsWell.getAsBoolean()
        && !vain.isTooMuch()
        && skip.get() <= 0
        && !crowd.isThere(clock.getAsLong());
  }

  /**
   * Gives way until something has come, as long as that may pay.
   *
   * @param come whether it has; asked often, so it should be cheap
   * @return whether it has; else the caller should sleep
   */
  public boolean until(BooleanSupplier come) {
    if (!on || sleepsWell.getAsBoolean() || (skip.get() > 0 && skip.getAndDecrement() > 0)) {
      return false;
    }
    long begin = clock.getAsLong();
    if (crowd.isThere(begin)) {
      return false;
    }
    long slow = SLOW_NANOS + EACH_NANOS * giving.incrementAndGet();
    try {
      return until(come, begin, slow);
    } finally {
      giving.decrementAndGet();
    }
  }

  private boolean until(BooleanSupplier come, long begin, long slow) {
    long last = begin;
    boolean came = come.getAsBoolean();
    for (int i = 0; i < TIMES && !came; i++) {
      way.run();
      came = come.getAsBoolean();
      long now = clock.getAsLong();
      if (now - last > slow) {
        crowd.slow(now);
        return came;
      }
      last = now;
    }
    if (came) {
      vain.well();
      if (skip.get() > 0) {
        skip.set(0);
      }
      crowd.fast();
      return true;
    }
    if (vain.badly()) {
      skip.set(SKIPPED);
    }
    return false;
  }
}
