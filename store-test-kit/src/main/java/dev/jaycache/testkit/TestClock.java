package dev.jaycache.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The time by which a store under test runs, and how a test lets it go by. Safe for any number of
 * threads. A store that takes its clock gets a manual one; a store whose server has a clock of its
 * own can only wait.
 */
public sealed interface TestClock extends InstantSource {
  /** Lets so much time go by. */
  void advance(Duration time);

  /** Whether time stands still between two calls of {@link #advance}. */
  boolean isManual();

  /** A clock that stands still until it is advanced; it starts at a moment of the year 2026. */
  static TestClock manual() {
    return new Manual(new AtomicLong(1_790_000_000_000L));
  }

  /** The machine's clock; {@link #advance} waits. */
  static TestClock real() {
    return new Real();
  }

  /**
   * A clock that stands still.
   *
   * @param now ms since the epoch
   */
  record Manual(AtomicLong now) implements TestClock {
    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(now.get());
    }

    @Override
    public long millis() {
      return now.get();
    }

    @Override
    public void advance(Duration time) {
      now.addAndGet(time.toMillis());
    }

    @Override
    public boolean isManual() {
      return true;
    }
  }

  /** The machine's clock. */
  record Real() implements TestClock {
    /** Redis drops a key in the millisecond after its last one, by a clock it reads per command. */
    private static final long MARGIN_MILLIS = 10;

    @Override
    public Instant instant() {
      return Instant.now();
    }

    @Override
    public void advance(Duration time) {
      long wanted = time.toMillis() + MARGIN_MILLIS;
      long wall = System.currentTimeMillis() + wanted;
      long monotonic = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wanted);
      while (System.currentTimeMillis() < wall || System.nanoTime() < monotonic) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }

    @Override
    public boolean isManual() {
      return false;
    }
  }
}
