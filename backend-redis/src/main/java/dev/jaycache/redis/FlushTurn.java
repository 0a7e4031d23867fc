package dev.jaycache.redis;

import dev.jaycache.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The turn to flush one server that returned: one thread of a manager has it at a time, and the
 * others wait for it. Safe for any number of threads. Who has it among the managers is decided at
 * the server.
 */
final class FlushTurn {
  /** What is left of the time is for saying why it was not enough, or for giving a lock back. */
  private static final long RESERVE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final AtomicReference<@Nullable CompletableFuture<Void>> running =
      new AtomicReference<>();

  /**
   * Flushes, unless another thread has done so meanwhile.
   *
   * @param place of the server, for messages
   * @param until how long to wait for others, by {@link System#nanoTime()}
   * @param settled whether what others saw to was for this connection, too: it may have been the
   *     process before this one
   * @param flush what to do in the turn
   * @throws StoreException when it took longer, or the other one failed
   */
  void take(String place, long until, BooleanSupplier settled, Runnable flush) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> others = running.compareAndExchange(null, mine);
    while (others != null) {
      await(others, place, until);
      if (settled.getAsBoolean()) {
        return;
      }
      others = running.compareAndExchange(null, mine);
    }
    try {
      flush.run();
      mine.complete(null);
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      running.set(null);
    }
  }

  private static void await(CompletableFuture<Void> others, String place, long until) {
    try {
      others.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new StoreException(
          place + " could not be flushed after its return: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw busy(place);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(place + " is being flushed, and the thread is interrupted", e);
    }
  }

  /**
   * What a flush has its lock by, another one each time: what is left under way of one that was cut
   * must not find its lock again when the next of the same manager has it.
   */
  static String token() {
    return Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
  }

  /**
   * When whoever flushes has to stop, to give the lock at the server back: cut, it would leave it
   * behind, and all would wait for a lock that nobody works under.
   *
   * @param until when the connection is cut, by {@link System#nanoTime()}
   */
  static long end(long until) {
    return until - Math.min(RESERVE_NANOS, Math.max(0, until - System.nanoTime()) / 4);
  }

  /**
   * Rests before the next look whether another manager is done.
   *
   * @param place of the server, for messages
   * @param end what {@link #end} said when the waiting began: later it would be a server that gives
   *     no reply
   * @throws StoreException when it is over
   */
  static void pause(String place, long end) {
    if (end - System.nanoTime() <= 0) {
      throw busy(place);
    }
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  /** The time is up, and somebody is still flushing. */
  static StoreException busy(String place) {
    return new StoreException(
        place
            + " is not the process that its data are of, and is being flushed (flush-on-reconnect);"
            + " try again in a moment, or raise connect-timeout and command-timeout");
  }
}
