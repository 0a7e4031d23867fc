package dev.jaycache.near;

import dev.jaycache.store.Changes;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What a connection that is told of changes has proven: up to which moment all of them were told.
 * Safe for any number of threads; {@link #subscribed} and {@link #answered} are called by the one
 * that reads the connection, in the order in which things came.
 *
 * <p>The server tells of a change before it answers the writer, on a connection that keeps the
 * order. So when the answer to a question is read, every change that was answered to its writer
 * before the question was sent has been read, too. A connection that is silent proves nothing,
 * whether it is half open, slow, or its server stopped.
 *
 * <p>What was read while no connection was subscribed is not proven by a later one: hence {@link
 * Changes#allChanged} at each subscription, before its first proof. At a loss nothing has to go:
 * what is left was true at the last proof, and ages from there.
 */
public final class Fence {
  private static final long NOTHING = Long.MIN_VALUE;

  private final Changes<?> changes;
  private final LongSupplier nanos;
  private final AtomicLong asked = new AtomicLong(NOTHING);
  private volatile long toldUntil;
  private volatile boolean live;

  /** Why the next subscription ends all copies. */
  private volatile Changes.Cause next = Changes.Cause.CONNECTED;

  /**
   * Nothing is proven yet.
   *
   * @param changes whose copies have to be forgotten at each subscription
   * @param nanos as {@link System#nanoTime()}
   */
  public Fence(Changes<?> changes, LongSupplier nanos) {
    this.changes = changes;
    this.nanos = nanos;
    // So long ago that no copy is so old, and near enough for the clock's differences.
    this.toldUntil = nanos.getAsLong() - Long.MAX_VALUE / 2;
  }

  /** From here on the connection tells of every change. */
  public void subscribed() {
    asked.set(NOTHING);
    changes.allChanged(next);
    live = true;
  }

  /**
   * Takes note of the time, for a question that is sent after this.
   *
   * @return false where there is no subscription, or an answer is still to come; then nothing must
   *     be sent
   */
  public boolean asks() {
    long now = nanos.getAsLong();
    return live && asked.compareAndSet(NOTHING, now == NOTHING ? now + 1 : now);
  }

  /** The answer to the question was read. */
  public void answered() {
    long when = asked.getAndSet(NOTHING);
    if (live && when != NOTHING) {
      toldUntil = when;
    }
  }

  /** The connection is gone, or given up. */
  public void lost() {
    end(Changes.Cause.RECONNECTED);
  }

  /** The subscription ends, since one to other keys takes its place. */
  public void outdated() {
    end(Changes.Cause.RENEWED);
  }

  private void end(Changes.Cause cause) {
    if (live) {
      // What ended it first; a connection that is given up is lost after that.
      next = cause;
    }
    live = false;
    asked.set(NOTHING);
  }

  /** Up to when all changes are told, see {@link dev.jaycache.store.Tracking#toldUntil}. */
  public long toldUntil() {
    return toldUntil;
  }

  /** Whether there is a subscription. */
  public boolean isLive() {
    return live;
  }
}
