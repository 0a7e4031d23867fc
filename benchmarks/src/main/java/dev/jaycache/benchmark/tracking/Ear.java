package dev.jaycache.benchmark.tracking;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Hears for all JVMs what the server tells, on a thread of its own: counts it, ends copies, and
 * notes when one key was told. Safe for any number of threads.
 */
final class Ear implements AutoCloseable {
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Selector selector;
  private final List<AtomicIntegerArray> copies;
  private final int probe;
  private final Thread thread = new Thread(this::hear, "ear");
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong keys = new AtomicLong();
  private final AtomicLongArray heardProbe;
  private volatile @Nullable IOException failure;
  private volatile boolean closed;

  /**
   * Begins to hear.
   *
   * @param wires one for each JVM, which nobody else reads any more
   * @param copies what each JVM keeps: 1 for a copy
   * @param probe the number of the key whose times are noted
   */
  Ear(List<Wire> wires, List<AtomicIntegerArray> copies, int probe) {
    this.copies = copies;
    this.probe = probe;
    this.heardProbe = new AtomicLongArray(wires.size());
    try {
      selector = Selector.open();
      for (int i = 0; i < wires.size(); i++) {
        wires.get(i).channel().configureBlocking(false);
        wires.get(i).channel().register(selector, SelectionKey.OP_READ, new OneJvm(i));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** One JVM's side of it. */
  private final class OneJvm implements Pushes.Told {
    private final int number;
    private final Pushes pushes = new Pushes();

    OneJvm(int number) {
      this.number = number;
    }

    @Override
    public void keys(int[] numbers, int count) {
      messages.lazySet(messages.get() + 1);
      keys.lazySet(keys.get() + count);
      for (int i = 0; i < count; i++) {
        if (numbers[i] == probe) {
          heardProbe.set(number, System.nanoTime());
        } else if (numbers[i] >= 0) {
          copies.get(number).set(numbers[i], 0);
        }
      }
    }
  }

  private void hear() {
    try {
      while (!closed) {
        selector.select(
            ready -> {
              OneJvm jvm = (OneJvm) ready.attachment();
              try {
                if (!jvm.pushes.read((SocketChannel) ready.channel(), jvm)) {
                  ready.cancel();
                }
              } catch (IOException e) {
                failure = e;
                ready.cancel();
              }
            },
            100);
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  /** How many messages came. */
  long messages() {
    return messages.get();
  }

  /** How many keys they named. */
  long keys() {
    return keys.get();
  }

  /** Forgets when the key was told. */
  void forgetProbe() {
    for (int i = 0; i < heardProbe.length(); i++) {
      heardProbe.set(i, 0);
    }
  }

  /**
   * Waits until every JVM has heard of the key.
   *
   * @return when each did, by {@link System#nanoTime()}
   */
  long[] awaitProbe() {
    long end = System.nanoTime() + PATIENCE_NANOS;
    long[] heard = new long[heardProbe.length()];
    for (int i = 0; i < heard.length; i++) {
      while (heardProbe.get(i) == 0) {
        check();
        if (System.nanoTime() - end > 0) {
          throw new IllegalStateException("a change was not told within 20 s");
        }
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(20));
      }
      heard[i] = heardProbe.get(i);
    }
    return heard;
  }

  /** Waits until nothing more comes. */
  void awaitQuiet() {
    long end = System.nanoTime() + PATIENCE_NANOS;
    long last = messages();
    long since = System.nanoTime();
    while (System.nanoTime() - since < QUIET_NANOS && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      check();
      if (messages() != last) {
        last = messages();
        since = System.nanoTime();
      }
    }
  }

  private void check() {
    IOException e = failure;
    if (e != null) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
      selector.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
