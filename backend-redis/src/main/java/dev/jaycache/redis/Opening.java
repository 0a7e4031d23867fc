package dev.jaycache.redis;

import dev.jaycache.store.outage.Breaker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a thread of its own opens, for one who has to see to other servers meanwhile.
 * For one thread. One that nobody waits for any more goes where connections are given back, and
 * helps the next.
 */
final class Opening {
  private final CompletableFuture<RedisConnection> opened = new CompletableFuture<>();
  private final Supplier<RedisConnection> open;
  private final Consumer<RedisConnection> giveBack;
  private final boolean blamed;

  /**
   * An opening that has not begun.
   *
   * @param open opens it, by a deadline of its own
   * @param giveBack who gets a connection that comes too late
   * @param blamed whether the time is long enough to be held against the server
   */
  Opening(Supplier<RedisConnection> open, Consumer<RedisConnection> giveBack, boolean blamed) {
    this.open = open;
    this.giveBack = giveBack;
    this.blamed = blamed;
  }

  /** Begins; where there is no thread to be had, it is over when this returns. */
  void start(String place) {
    String name = "jaycache connects: " + place;
    Thread thread = new Thread(null, this::run, name, 0, /* inheritThreadLocals= */ false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      run();
    }
  }

  private void run() {
    RedisConnection connection;
    try {
      connection = open.get();
    } catch (RuntimeException | Error e) {
      opened.completeExceptionally(e);
      return;
    }
    if (!opened.complete(connection)) {
      giveBack.accept(connection);
    }
  }

  /**
   * The connection, null where it is not there by then.
   *
   * @param until by {@link System#nanoTime()}
   * @throws LinkException when there will be none
   * @throws dev.jaycache.store.StoreException when the server lets nobody in
   */
  @Nullable RedisConnection await(long until) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return opened.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * The connection, which is given back where it is not there by then.
   *
   * @param deadline by {@link System#nanoTime()}
   * @throws LinkException when there is none in time
   * @throws dev.jaycache.store.StoreException when the server lets nobody in
   */
  RedisConnection take(long deadline) {
    RedisConnection connection = await(deadline);
    while (connection == null) {
      opened.completeExceptionally(
          new LinkException(
              "gave no reply in time while connecting", false, null, Breaker.Trouble.TIMEOUT));
      connection = await(deadline);
    }
    return connection;
  }

  private RuntimeException failure(ExecutionException e) {
    if (e.getCause() instanceof LinkException lost) {
      return blamed || lost.trouble() != Breaker.Trouble.TIMEOUT
          ? lost
          : new LinkException(String.valueOf(lost.getMessage()), false, lost);
    }
    if (e.getCause() instanceof RuntimeException cause) {
      return cause;
    }
    if (e.getCause() instanceof Error cause) {
      throw cause;
    }
    return new IllegalStateException(e);
  }
}
