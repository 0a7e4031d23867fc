package dev.jaycache.store.outage;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes good in the background what outages left behind in one manager, such as what is suspect in
 * its caches, as soon as the server is back. Safe for any number of threads. It has no thread:
 * while there is something to do it runs on one of the manager's, now and then; whether the server
 * may be asked is the breaker's business.
 */
public final class Recovery {
  private static final long PAUSE_MILLIS = 200;

  /** What has to be made good. */
  public interface Task {
    /**
     * Tries. Safe for any number of threads.
     *
     * @return false where there is still something to make good
     */
    boolean recover();
  }

  private final Executor executor;
  private final Executor later;
  private final Set<Task> needy = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean planned = new AtomicBoolean();

  /**
   * A recovery that has nothing to do yet.
   *
   * @param executor runs it; may block for as long as an operation may
   */
  public Recovery(Executor executor) {
    this(
        executor,
        CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, Runnable::run));
  }

  /**
   * The same with another pause.
   *
   * @param later runs something short after the pause
   */
  Recovery(Executor executor, Executor later) {
    this.executor = executor;
    this.later = later;
  }

  /** Has a task tried soon, and again and again until it is done. */
  public void isNeededBy(Task task) {
    needy.add(task);
    plan();
  }

  /** Has a task tried no more. */
  public void isLeftBy(Task task) {
    needy.remove(task);
  }

  private void plan() {
    if (planned.compareAndSet(false, true)) {
      Thread thread = Thread.currentThread();
      ClassLoader loader = thread.getContextClassLoader();
      // The JDK starts its timer thread with the loader of whoever needs it first, and keeps it.
      thread.setContextClassLoader(null);
      boolean done = false;
      try {
        later.execute(this::begin);
        done = true;
      } finally {
        thread.setContextClassLoader(loader);
        if (!done) {
          // No thread is to be had, perhaps; the next one who needs it tries again.
          planned.set(false);
        }
      }
    }
  }

  /** At the end of a pause. */
  private void begin() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      // The manager was closed meanwhile.
      planned.set(false);
    } catch (RuntimeException | Error e) {
      // No thread is to be had, perhaps. Nobody else would try again.
      planned.set(false);
      plan();
      throw e;
    }
  }

  private void run() {
    try {
      for (Task task : List.copyOf(needy)) {
        // First out, so that what goes wrong meanwhile is not forgotten.
        needy.remove(task);
        boolean done = false;
        try {
          done = task.recover();
        } finally {
          if (!done) {
            needy.add(task);
          }
        }
      }
    } finally {
      planned.set(false);
      if (!needy.isEmpty()) {
        plan();
      }
    }
  }
}
