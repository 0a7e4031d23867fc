package dev.jaycache.log;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Warnings of one thing that may go wrong at every call: the first with its stack trace, later at
 * most one line for each interval, with the number of those that were left out. Safe for any number
 * of threads, who never wait for each other. What goes wrong no more is not reported.
 */
public final class SeldomLog {
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  /** No line was written yet. */
  private static final long NEVER = Long.MIN_VALUE;

  private final Logger log;
  private final LongSupplier nanos;
  private final AtomicLong lastLine = new AtomicLong(NEVER);
  private final AtomicLong leftOut = new AtomicLong();

  /** Warnings at a logger, a line a minute. */
  public SeldomLog(Logger log) {
    this(log, System::nanoTime);
  }

  /**
   * Warnings by another clock.
   *
   * @param nanos as {@link System#nanoTime()}
   */
  SeldomLog(Logger log, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
  }

  /**
   * Warns, or counts.
   *
   * @param what what went wrong, the same at every call
   * @param thrown by what, null where nothing was thrown; its stack is shown at the first time
   */
  public void warn(String what, @Nullable Throwable thrown) {
    long now = nanos.getAsLong();
    long last = lastLine.get();
    boolean due = last == NEVER || now - last >= INTERVAL.toNanos();
    if (!due || !lastLine.compareAndSet(last, now == NEVER ? now + 1 : now)) {
      leftOut.incrementAndGet();
    } else if (last == NEVER) {
      log.warn(what, thrown);
    } else {
      log.warn(
          "{} (and {} more times since the last such line){}",
          what,
          leftOut.getAndSet(0),
          thrown == null ? "" : ": " + thrown);
    }
  }
}
