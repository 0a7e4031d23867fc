package dev.jaycache.near;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs what its owner wants done after a pause, one task at a time, until it is closed. Safe for
 * any number of threads. It has none: the JDK's own timer waits, and an executor runs.
 */
final class Later implements AutoCloseable {
  private final Executor executor;
  private volatile @Nullable CompletableFuture<Void> planned;
  private volatile boolean closed;

  Later(Executor executor) {
    this.executor = executor;
  }

  /**
   * An executor that runs what it is given after a pause, on the JDK's timer: for what is short and
   * never waits. Another executor behind it would be the common pool, where others may wait, or, on
   * up to two processors, a new thread for each task.
   */
  static Executor on(long pauseMillis) {
    Executor later =
        CompletableFuture.delayedExecutor(pauseMillis, TimeUnit.MILLISECONDS, Runnable::run);
    withTimer(() -> later.execute(() -> {}));
    return later;
  }

  /**
   * Plans the next task; nothing where this is closed.
   *
   * @param task sees to its own exceptions
   */
  void run(Runnable task, long pauseMillis) {
    CompletableFuture<Void> pause = new CompletableFuture<>();
    planned = pause;
    CompletableFuture<Void> unused = pause.thenRunAsync(task, executor);
    withTimer(() -> pause.completeOnTimeout(null, pauseMillis, TimeUnit.MILLISECONDS));
    if (closed) {
      pause.cancel(false);
    }
  }

  /** The JDK starts its timer's thread with the loader of whoever needs it first, and keeps it. */
  private static void withTimer(Runnable use) {
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    thread.setContextClassLoader(null);
    try {
      use.run();
    } finally {
      thread.setContextClassLoader(loader);
    }
  }

  /** Calls off what is planned, so that the timer keeps nothing of the owner. Idempotent. */
  @Override
  public void close() {
    closed = true;
    CompletableFuture<Void> pause = planned;
    if (pause != null) {
      pause.cancel(false);
    }
  }
}
