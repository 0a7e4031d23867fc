package dev.jaycache.testkit.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that do something at once: virtual ones where Java has them. Pure functions. */
public final class Crowd {
  /** One thread's work. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it; {@code number} counts the threads from 0. */
    T run(int number) throws Exception;
  }

  /** One thread's work without a result. */
  @FunctionalInterface
  public interface Task {
    /** Does it; {@code number} counts the threads from 0. */
    void run(int number) throws Exception;
  }

  private Crowd() {}

  /** Runs work in so many threads at once, and waits for all. */
  public static void each(int threads, Task task) throws Exception {
    run(
        threads,
        number -> {
          task.run(number);
          return number;
        });
  }

  /** Runs work in so many threads at once, and gives the results in the order of their numbers. */
  public static <T> List<T> run(int threads, Work<T> work) throws Exception {
    ExecutorService executor = executor();
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Callable<T>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        all.add(
            () -> {
              start.await(1, TimeUnit.MINUTES);
              return work.run(number);
            });
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : executor.invokeAll(all, 2, TimeUnit.MINUTES)) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new AssertionError("a thread failed: " + e.getCause(), e.getCause());
    } finally {
      executor.shutdownNow();
    }
  }

  /** A thread for each task: virtual from Java 21 on, which Java 17 can't name. */
  static ExecutorService executor() {
    if (Runtime.version().feature() < 21) {
      return Executors.newCachedThreadPool();
    }
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Java 21 and later have virtual threads", e);
    }
  }
}
