package dev.jaycache.event;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after another on threads of an executor. Safe for any number of threads; it has no
 * thread of its own. Tasks must not throw; an {@link Error} is logged.
 */
final class SerialExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Executor executor;
  private boolean active;

  SerialExecutor(Executor executor) {
    this.executor = executor;
  }

  void execute(Runnable task) {
    lock.lock();
    try {
      tasks.add(task);
      if (active) {
        return;
      }
      active = true;
    } finally {
      lock.unlock();
    }
    try {
      executor.execute(this::drain);
    } catch (RejectedExecutionException e) {
      // The manager is closed; so is the cache, and its listeners.
      lock.lock();
      try {
        tasks.clear();
        active = false;
      } finally {
        lock.unlock();
      }
    }
  }

  private void drain() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (Error e) {
        // An application's listener; what is behind it has to run all the same.
        LOG.error("a task ended by an error, and the next one runs", e);
      }
    }
  }

  private @Nullable Runnable next() {
    lock.lock();
    try {
      Runnable task = tasks.poll();
      active = task != null;
      return task;
    } finally {
      lock.unlock();
    }
  }
}
