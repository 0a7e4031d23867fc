package dev.jaycache.redis;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Commands of one caller that wait for a lane. The caller waits for the replies; whoever leads the
 * trip that they go with brings them.
 */
final class QueuedCall {
  private final List<Command> commands;
  private final long deadline;
  private final Thread caller = Thread.currentThread();
  private final AtomicBoolean decided = new AtomicBoolean();
  private volatile @Nullable List<@Nullable Object> replies;
  private final long begun = System.nanoTime();
  private volatile boolean awaited;
  private long patience;

  /** A call of this thread. */
  QueuedCall(List<Command> commands, long deadline) {
    this.commands = commands;
    this.deadline = deadline;
  }

  List<Command> commands() {
    return commands;
  }

  /** Says that the caller waits for the replies from now on; before, it is busy elsewhere. */
  void await() {
    patience = Patience.until(deadline, begun);
    awaited = true;
  }

  /** Until when the caller waits for replies that another brings; for the caller only. */
  long patience() {
    return patience;
  }

  /** Whether the caller waits for the replies. */
  boolean isAwaited() {
    return awaited;
  }

  /** Whether it has been here for so long, in ns. */
  boolean hasWaited(long nanos) {
    return System.nanoTime() - begun >= nanos;
  }

  /** Until when the caller waits, by {@link System#nanoTime()}. */
  long deadline() {
    return deadline;
  }

  /** Says that the commands will be sent; false where they were, or the caller gave up. */
  boolean take() {
    return decided.compareAndSet(false, true);
  }

  /** Whether it was taken, or given up. */
  boolean isDecided() {
    return decided.get();
  }

  /** Sees to it that the commands are not sent any more; true where they may have been. */
  boolean isTaken() {
    return !decided.compareAndSet(false, true);
  }

  /** Brings the replies. */
  void end(List<@Nullable Object> brought) {
    replies = brought;
    wake();
  }

  /** Replies of a trip that gave none. */
  List<@Nullable Object> nothing(LinkException reason) {
    return Collections.nCopies(commands.size(), reason);
  }

  boolean hasEnded() {
    return replies != null;
  }

  List<@Nullable Object> replies() {
    List<@Nullable Object> brought = replies;
    if (brought == null) {
      throw new IllegalStateException("no replies yet");
    }
    return brought;
  }

  void wake() {
    if (caller != Thread.currentThread()) {
      LockSupport.unpark(caller);
    }
  }
}
