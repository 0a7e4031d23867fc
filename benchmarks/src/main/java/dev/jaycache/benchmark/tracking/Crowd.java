package dev.jaycache.benchmark.tracking;

import dev.jaycache.benchmark.near.Zipf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Many JVMs as the server sees them: each has a connection for its reads and writes, one that is
 * told of changes, and copies. One thread plays all of them by turns.
 */
final class Crowd implements AutoCloseable {
  /** No limit to the rate. */
  static final long FULL_SPEED = 0;

  private static final double SKEW = 0.99;
  private static final int DRAWN = 1 << 16;
  private static final int TURN = 50;
  private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(500);

  private final Entries entries;
  private final List<Wire> data = new ArrayList<>();
  private final List<Wire> told = new ArrayList<>();
  private final List<AtomicIntegerArray> copies = new ArrayList<>();
  private final Ear ear;
  private final int[] drawn;
  private final boolean[] writes = new boolean[DRAWN];

  /**
   * What was done.
   *
   * @param reads those answered by copies and those by the server
   * @param asked those by the server
   * @param writes how many
   * @param nanos in what time, ns
   */
  record Done(long reads, long asked, long writes, long nanos) {
    double perSecond() {
      return nanos == 0 ? 0 : (reads + writes) * 1e9 / nanos;
    }
  }

  /**
   * Connects.
   *
   * @param writePercent of how many operations are writes, where a run has any
   */
  Crowd(String host, int port, TrackingMode mode, int jvms, Entries entries, int writePercent) {
    this.entries = entries;
    this.drawn = new Zipf(entries.size(), SKEW).draw(DRAWN, 11);
    SplittableRandom random = new SplittableRandom(13);
    for (int i = 0; i < DRAWN; i++) {
      writes[i] = random.nextInt(100) < writePercent;
    }
    for (int i = 0; i < jvms; i++) {
      Wire one = new Wire(host, port);
      told.add(one);
      one.ask(List.of("HELLO", "3"));
      String id = Objects.toString(one.ask(List.of("CLIENT", "ID")));
      tell(one, mode.onEar());
      Wire other = new Wire(host, port);
      data.add(other);
      tell(other, mode.onData(id));
      copies.add(new AtomicIntegerArray(entries.size()));
    }
    this.ear = new Ear(told, copies, entries.size());
  }

  private static void tell(Wire wire, List<String> words) {
    if (!words.isEmpty()) {
      wire.ask(words);
    }
  }

  /** Who hears for all. */
  Ear ear() {
    return ear;
  }

  /** The connections for reads and writes. */
  List<Wire> data() {
    return data;
  }

  /** Every JVM reads every entry, so that it has a copy of each. */
  void readAll() {
    for (int i = 0; i < data.size(); i++) {
      Wire wire = data.get(i);
      for (int number = 0; number < entries.size(); number++) {
        copies.get(i).set(number, 1);
        wire.add(entries.get(number));
        if (wire.open() == TURN) {
          wire.send();
          wire.receive();
        }
      }
      wire.send();
      wire.receive();
    }
  }

  /**
   * Has every JVM read, and write where the run has writes.
   *
   * @param readsPerSecond of each JVM, at most; {@link #FULL_SPEED}
   */
  Done run(Duration time, long readsPerSecond, boolean mixed) {
    Tally tally = new Tally(mixed);
    long begin = System.nanoTime();
    long now = begin;
    long turns = 0;
    while (now - begin < time.toNanos()) {
      boolean due =
          readsPerSecond == FULL_SPEED || turns * TURN < (now - begin) / 1e9 * readsPerSecond;
      if (due) {
        for (int i = 0; i < data.size(); i++) {
          tally.turn(i);
        }
        data.forEach(Wire::send);
        data.forEach(Wire::receive);
        turns++;
      } else {
        LockSupport.parkNanos(PAUSE);
      }
      now = System.nanoTime();
    }
    return new Done(tally.reads, tally.asked, tally.written, System.nanoTime() - begin);
  }

  /** What the JVMs do, and how much it was. */
  private final class Tally {
    private final boolean mixed;
    private long reads;
    private long asked;
    private long written;
    private int next;

    Tally(boolean mixed) {
      this.mixed = mixed;
    }

    /** Fills the pipeline of one JVM. */
    void turn(int jvm) {
      AtomicIntegerArray own = copies.get(jvm);
      Wire wire = data.get(jvm);
      for (int i = 0; i < TURN; i++) {
        int at = next++ & (DRAWN - 1);
        int number = drawn[at];
        if (mixed && writes[at]) {
          own.set(number, 0);
          wire.add(entries.set(number));
          written++;
          continue;
        }
        reads++;
        if (own.get(number) == 0) {
          // Before the reply: what is told afterwards ends it.
          own.set(number, 1);
          wire.add(entries.get(number));
          asked++;
        }
      }
    }
  }

  @Override
  public void close() {
    ear.close();
    data.forEach(Wire::close);
    told.forEach(Wire::close);
  }
}
