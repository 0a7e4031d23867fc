package dev.jaycache.benchmark.tracking;

import dev.jaycache.benchmark.near.Zipf;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Writes on a thread of its own, in pipelines, from its start to {@link #stop}. For one run. */
final class Writer {
  private static final double SKEW = 0.99;
  private static final int DRAWN = 1 << 16;
  private static final int PIPELINE = 16;
  private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(500);

  private final Wire wire;
  private final Entries entries;
  private final long perSecond;
  private final int[] drawn;
  private final Thread thread = new Thread(this::write, "writer");
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private volatile boolean over;
  private long written;

  /**
   * Begins to write.
   *
   * @param perSecond how much at most; {@link Crowd#FULL_SPEED}
   */
  Writer(Wire wire, Entries entries, long perSecond) {
    this.wire = wire;
    this.entries = entries;
    this.perSecond = perSecond;
    this.drawn = new Zipf(entries.size(), SKEW).draw(DRAWN, 17);
    thread.setDaemon(true);
    thread.start();
  }

  private void write() {
    try {
      long begin = System.nanoTime();
      int next = 0;
      while (!over) {
        if (perSecond != Crowd.FULL_SPEED
            && written >= (System.nanoTime() - begin) / 1e9 * perSecond) {
          LockSupport.parkNanos(PAUSE);
          continue;
        }
        for (int i = 0; i < PIPELINE; i++) {
          wire.add(entries.set(drawn[next++ & (DRAWN - 1)]));
        }
        wire.send();
        wire.receive();
        written += PIPELINE;
      }
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  /**
   * Ends it.
   *
   * @return how much was written
   */
  long stop() throws InterruptedException {
    over = true;
    thread.join();
    RuntimeException e = failure.get();
    if (e != null) {
      throw new IllegalStateException("a write failed: " + e, e);
    }
    return written;
  }
}
