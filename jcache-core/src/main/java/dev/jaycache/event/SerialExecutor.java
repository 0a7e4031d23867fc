package dev.jaycache.event;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after another on threads of an executor. Safe for any number of threads; it has no
 * thread of its own. Tasks must not throw.
 */
final class SerialExecutor {
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
      task.run();
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
