package dev.jaycache.benchmark.near;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads on threads that start together, until the time is over. A read takes some tens of
 * nanoseconds, so the end of the time is looked at after each batch of a thousand only. For one
 * run. The threads are its own and end with it.
 */
final class HitLoad {
  /** Reads between two looks at whether the time is over. */
  static final int BATCH = 1_000;

  private static final long PATIENCE_SECONDS = 30;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final NearTarget<?> target;
  private final String[] reads;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean over;

  /**
   * Prepares a run.
   *
   * @param reads the keys in the order in which they are read; at least a batch of them
   */
  HitLoad(NearTarget<?> target, String[] reads) {
    if (reads.length < BATCH) {
      throw new IllegalArgumentException("a batch is " + BATCH + " reads");
    }
    this.target = target;
    this.reads = reads;
  }

  /**
   * Runs, and waits for the end of the last batch.
   *
   * @throws IllegalStateException when a read threw, or did not end
   */
  HitRound run(int threads, Duration time) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(threads);
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      // Each begins elsewhere, at a batch of its own.
      readers.add(new Reader((i * 7 * BATCH) % (reads.length - BATCH + 1), start, end));
    }
    readers.forEach(Thread::start);
    long begin = System.nanoTime();
    start.countDown();
    end.await(time.toNanos(), TimeUnit.NANOSECONDS);
    over = true;
    if (!end.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("reads still under way after " + PATIENCE_SECONDS + " s");
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException("a read failed: " + thrown, thrown);
    }
    return new HitRound(
        readers.stream().mapToLong(reader -> reader.done).sum(),
        readers.stream().mapToLong(reader -> reader.done - reader.there).sum(),
        readers.stream().mapToLong(reader -> reader.ended - begin).max().orElse(0),
        readers.stream().mapToLong(reader -> reader.cpu).sum(),
        readers.stream().mapToLong(reader -> reader.bytes).sum());
  }

  /** One thread and its counts, which are read after its latch. */
  private final class Reader extends Thread {
    private final CountDownLatch start;
    private final CountDownLatch end;
    private int next;
    private long done;
    private long there;
    private long bytes;
    private long cpu;
    private long ended;

    Reader(int first, CountDownLatch start, CountDownLatch end) {
      super("benchmark");
      setDaemon(true);
      this.next = first;
      this.start = start;
      this.end = end;
    }

    @Override
    public void run() {
      try {
        start.await();
        long cpuBefore = THREADS.getCurrentThreadCpuTime();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        while (!over) {
          there += target.read(reads, next, BATCH);
          done += BATCH;
          next += BATCH;
          if (next + BATCH > reads.length) {
            next = 0;
          }
        }
        bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        cpu = THREADS.getCurrentThreadCpuTime() - cpuBefore;
      } catch (InterruptedException e) {
        currentThread().interrupt();
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      } finally {
        ended = System.nanoTime();
        end.countDown();
      }
    }
  }
}
