package dev.jaycache.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs steps on threads that start together, until the time is over or the tickets are used up. For
 * one run. The threads are its own and end with it.
 */
final class Load {
  private static final long PATIENCE_SECONDS = 120;
  private static final int TOLERATED_ERRORS = 1_000;

  private final ThreadKind kind;
  private final List<Step> steps;
  private final boolean ticketed;
  private final long tickets;
  private final AtomicLong nextTicket = new AtomicLong();
  private final AtomicReference<@Nullable String> firstError = new AtomicReference<>();
  private final List<Worker> workers = new ArrayList<>();
  private volatile boolean over;

  /**
   * Prepares a run.
   *
   * @param kind of the threads
   * @param steps one for each thread
   * @param ticketed whether each operation takes a ticket
   * @param tickets how many there are
   */
  Load(ThreadKind kind, List<Step> steps, boolean ticketed, long tickets) {
    this.kind = kind;
    this.steps = steps;
    this.ticketed = ticketed;
    this.tickets = tickets;
  }

  /** Runs, and waits for the end of the last operation. */
  Round run(Duration time) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(steps.size());
    for (Step step : steps) {
      Worker worker = new Worker(step, start, end);
      workers.add(worker);
      kind.unstarted(worker).start();
    }
    long begin = System.nanoTime();
    start.countDown();
    if (!end.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
      over = true;
      if (!end.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("threads still busy after " + PATIENCE_SECONDS + " s");
      }
    }
    long last = workers.stream().mapToLong(worker -> worker.ended - begin).max().orElse(0);
    return new Round(
        workers.stream().mapToLong(worker -> worker.done).sum(),
        last,
        workers.stream().mapToLong(worker -> worker.wrong).sum(),
        workers.stream().mapToLong(worker -> worker.errors).sum(),
        firstError.get());
  }

  /** One thread and its counts, which are read after its latch. */
  private final class Worker implements Runnable {
    private final Step step;
    private final CountDownLatch start;
    private final CountDownLatch end;
    private long done;
    private long wrong;
    private long errors;
    private long ended;

    Worker(Step step, CountDownLatch start, CountDownLatch end) {
      this.step = step;
      this.start = start;
      this.end = end;
    }

    @Override
    public void run() {
      try {
        start.await();
        while (!over && errors < TOLERATED_ERRORS) {
          long ticket = ticketed ? nextTicket.getAndIncrement() : 0;
          if (ticketed && ticket >= tickets) {
            break;
          }
          runStep(ticket);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        ended = System.nanoTime();
        end.countDown();
      }
    }

    private void runStep(long ticket) {
      try {
        if (!step.run(ticket)) {
          wrong++;
        }
        done++;
      } catch (RuntimeException e) {
        errors++;
        firstError.compareAndSet(null, e.toString());
      }
    }
  }
}
