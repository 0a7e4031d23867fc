package dev.jaycache.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads of a test. For one thread. */
final class Workers implements AutoCloseable {
  private final ExecutorService threads;
  private final List<Future<?>> running = new ArrayList<>();

  Workers(int count) {
    threads = Executors.newFixedThreadPool(count);
  }

  /** Lets one of them work. */
  void run(Callable<?> work) {
    running.add(threads.submit(work));
  }

  /** Waits for all work; a failure is the test's. */
  void join() {
    for (Future<?> each : running) {
      try {
        each.get();
      } catch (InterruptedException | ExecutionException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
