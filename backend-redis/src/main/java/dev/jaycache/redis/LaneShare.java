package dev.jaycache.redis;

import dev.jaycache.store.Callers;
import dev.jaycache.store.GivingWay;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many of the lanes to a server short commands share. Where the server is near, many callers
 * share few: to wait for a short trip costs less than what the server does for a trip more. They
 * share one, from three quarters as many as the lanes on, where they {@linkplain GivingWay need not
 * be woken}. Else they share a quarter from as many as the lanes on (two at least, half at most),
 * and half where they are very many. Safe for any number of threads.
 */
final class LaneShare {
  /** With more callers for each of a quarter of the lanes, half of them do more. */
  private static final int CALLERS_PER_LANE = 20;

  /** For how long all lanes are used after somebody waited for long for one of few. */
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ConnectionPool lanes;
  private final int count;
  private final int half;
  private final int quarter;
  private final GivingWay way;
  private final Distance distance = new Distance();
  private final Callers waiting = new Callers();

  /** How many lanes are used by those who share them. */
  private final AtomicInteger used = new AtomicInteger();

  private volatile long stuckUntil = System.nanoTime();

  /**
   * All lanes, at first.
   *
   * @param count how many there are
   * @param way of those who wait for one
   */
  LaneShare(ConnectionPool lanes, int count, GivingWay way) {
    this.lanes = lanes;
    this.count = count;
    this.way = way;
    this.half = (count + 1) / 2;
    this.quarter = Math.min(half, Math.max(2, (count + 3) / 4));
  }

  /** What tells whether the server is near. */
  Distance distance() {
    return distance;
  }

  /** Who waits for a lane, or for replies that another brings. */
  Callers waiting() {
    return waiting;
  }

  /** Whether a part of the lanes does for short commands. */
  boolean isPart() {
    return distance.isNear() && stuckUntil - System.nanoTime() <= 0;
  }

  /** Notes that somebody waited for long: some lanes may be stuck. */
  void stuck() {
    stuckUntil = System.nanoTime() + STUCK_NANOS;
  }

  /**
   * Whether one more may be used. Two who ask at once may both be told so: it is no exact bound.
   */
  boolean hasRoom() {
    int now = used.get();
    return now == 0 || now < few() || !isPart();
  }

  /** Whether there is a free lane that those who wait can't have. */
  boolean sparesOne() {
    return isPart() && lanes.free() > Math.min(few(), half) - used.get();
  }

  /** One more is used. */
  void take() {
    used.incrementAndGet();
  }

  /** One is used no more. */
  void giveBack() {
    used.decrementAndGet();
  }

  private int few() {
    int callers = count - lanes.free() + waiting.count();
    if (way.pays()) {
      return callers < count - count / 4 ? count : 1;
    }
    if (callers < count) {
      return count;
    }
    return callers > CALLERS_PER_LANE * quarter ? half : quarter;
  }
}
