package dev.jaycache.redis;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How long one of several servers is waited for, and whether it is to blame for what is late.
 *
 * <p>All that a server answered in time counts, also where nobody could read it before the deadline
 * since another server was waited for. So after the deadline there is one grace, common to all, for
 * what is on its way; after that, nobody is waited for who says nothing. Whose reply is here is
 * read as long as bytes come, and gets back what others took of its time, not more.
 *
 * @param sentBy when the commands have to be sent if others are not to wait, by {@link
 *     System#nanoTime()}; long before now: others have used up the time
 * @param deadline when the last reply has to be here, by the same clock
 * @param inTurn whether those before it have been waited for, and those after it been sent theirs
 */
record Patience(long sentBy, long deadline, boolean inTurn) {
  /** For what is on its way, and between two bytes of a reply. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A server that had a smaller part of the time than one of so many is not to blame. */
  private static final int PARTS = 4;

  /** The same, when its turn has come. */
  Patience whenItsTurnComes() {
    return new Patience(sentBy, deadline, true);
  }

  /** Whether its share of the time is to be waited for in one go, which is all of it. */
  boolean isWhole() {
    return inTurn || sentBy - deadline >= 0;
  }

  /** Whether a server that begins now has the time that one may ask for. */
  boolean blames() {
    long now = System.nanoTime();
    return sentBy - deadline >= 0 || now - sentBy <= (PARTS - 1) * (deadline - now);
  }

  /** Sets the limit for sending: a server that takes bytes has time to the deadline. */
  void sending(TimeLimit limit) {
    if (!isWhole()) {
      long now = System.nanoTime();
      long least = now + grace(now);
      long stall = sentBy - least > 0 ? sentBy : least;
      limit.resume(stall, stall - now, deadline);
    }
  }

  /**
   * Sets the limit for replies that are asked for now.
   *
   * @param sent when the commands were sent, by {@link System#nanoTime()}
   * @param isHere whether anything was said already
   * @return whether others took of its time
   */
  boolean receiving(TimeLimit limit, long sent, BooleanSupplier isHere) {
    long now = System.nanoTime();
    long waited = now - sent;
    boolean late = waited >= grace(sent);
    long first = until(deadline, sent);
    if (first - now <= 0) {
      first = isHere.getAsBoolean() ? now + GRACE_NANOS : now - 1;
    }
    long given = Math.min(waited, Math.max(0, deadline - sent));
    limit.resume(first, late ? GRACE_NANOS : 0, deadline + given);
    return late;
  }

  /**
   * Until when somebody is waited for who says nothing.
   *
   * @param deadline of the operation, by {@link System#nanoTime()}
   * @param sent since when it could answer, by the same clock
   */
  static long until(long deadline, long sent) {
    long grace = grace(deadline, sent);
    return deadline - System.nanoTime() >= grace ? deadline : deadline + grace;
  }

  private long grace(long since) {
    return grace(deadline, since);
  }

  /** Of a short time, half. */
  private static long grace(long deadline, long since) {
    return Math.min(GRACE_NANOS, Math.max(0, (deadline - since) / 2));
  }
}
