package dev.jaycache.redis;

import java.util.concurrent.atomic.AtomicLong;

/**
 * When what is under way on a connection is late. For one thread at a time, but for {@link
 * #expire}, {@link #isLate} and {@link #isBusy}. It closes nothing.
 */
final class TimeLimit {
  private static final long IDLE = Long.MIN_VALUE;
  private static final long EXPIRED = Long.MIN_VALUE + 1;

  /** Commands are sent, and nobody waits for their replies yet: nothing can be late. */
  private static final long UNASKED = Long.MIN_VALUE + 2;

  private final AtomicLong until = new AtomicLong(IDLE);

  /** How long bytes that move make it last; 0: they don't. */
  private long step;

  private long end;
  private boolean moved;

  /** Something is under way, until a moment by {@link System#nanoTime()}. */
  void begin(long deadline) {
    step = 0;
    until.set(time(deadline));
  }

  /** Nothing can be late for now. */
  void suspend() {
    step = 0;
    until.updateAndGet(now -> now == EXPIRED ? now : UNASKED);
  }

  /**
   * Goes on with what is under way.
   *
   * @param first when it is late where no byte moves, by {@link System#nanoTime()}
   * @param renewal how much longer it lasts from each byte that moves, in ns; 0: no longer
   * @param last when it is late in any case, by the same clock, unless the first is later
   */
  void resume(long first, long renewal, long last) {
    step = renewal;
    end = last;
    moved = false;
    until.updateAndGet(now -> now == EXPIRED ? now : time(first));
  }

  /** Bytes came or went. */
  void moved() {
    moved = true;
    if (step > 0) {
      long renewed = System.nanoTime() + step;
      long next = time(renewed - end < 0 ? renewed : end);
      until.updateAndGet(now -> now > UNASKED && next - now > 0 ? next : now);
    }
  }

  /** Whether bytes that move make it last longer. */
  boolean isRenewed() {
    return step > 0;
  }

  /** Whether bytes came or went since it was last {@linkplain #resume resumed}. */
  boolean hasMoved() {
    return moved;
  }

  /** Sees whether the time is up; true once, for who has to end it. */
  boolean expire(long now) {
    long set = until.get();
    return set > UNASKED && set - now < 0 && until.compareAndSet(set, EXPIRED);
  }

  /** Whether what is under way was late. */
  boolean isLate() {
    return until.get() == EXPIRED;
  }

  /** Whether something is under way. */
  boolean isBusy() {
    return until.get() != IDLE;
  }

  /** Nothing is under way any more; whether what was had been in time. */
  boolean end() {
    step = 0;
    return until.getAndSet(IDLE) != EXPIRED;
  }

  /** Three values of the clock's 2^64 have a meaning of their own. */
  private static long time(long nanos) {
    return nanos <= UNASKED ? UNASKED + 1 : nanos;
  }
}
