package dev.jaycache.testkit.proxy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy that counts round trips from outside: how often a client waited for the server. Safe
 * for any number of threads.
 *
 * <p>A round trip begins with the first bytes that a client sends on a connection after it was
 * given bytes of the server (or at all). So a pipeline of 100 commands is one trip, however many
 * packets it takes, and a script with many commands inside is one too; what a server pushes unasked
 * counts nothing by itself. To tell a client that waits from one that is still sending, the first
 * bytes of each reply are held back for a moment: what the client sends meanwhile it sends without
 * knowing the reply. Therefore this measures counts, never times.
 *
 * <p>A new connection's handshake counts as well: warm up, then compare {@link #trips()} before and
 * after.
 */
public final class RoundTripCounter implements AutoCloseable {
  /** Longer than a client that is still sending pauses; short enough for a thousand trips. */
  private static final Duration HOLD = Duration.ofMillis(5);

  private final AtomicLong trips = new AtomicLong();
  private volatile long holdNanos;
  private final TcpProxy proxy;

  /** A proxy on a free loopback port that holds replies back for 5 ms. */
  public RoundTripCounter(String targetHost, int targetPort) {
    this(targetHost, targetPort, HOLD);
  }

  /**
   * A proxy on a free loopback port.
   *
   * @param hold how long the first bytes of each reply are held back: more where a client sends
   *     large pipelines on a busy machine
   */
  public RoundTripCounter(String targetHost, int targetPort, Duration hold) {
    this.holdNanos = hold.toNanos();
    this.proxy = new TcpProxy(targetHost, targetPort, this::bytes);
  }

  /**
   * Holds replies back for another time from here on.
   *
   * @param hold as the constructor has it
   */
  public void holdFor(Duration hold) {
    holdNanos = hold.toNanos();
  }

  /** The port to connect to, on 127.0.0.1. */
  public int port() {
    return proxy.port();
  }

  /** How many round trips have begun so far, over all connections. */
  public long trips() {
    return trips.get();
  }

  /** How many round trips begin while some work is done. */
  public long during(Runnable work) {
    long before = trips();
    work.run();
    return trips() - before;
  }

  /** The link's flag says that the client is within a trip: it sent, and was given nothing yet. */
  private void bytes(Link link, Direction direction, byte[] bytes) throws IOException {
    switch (direction) {
      case TO_SERVER -> {
        if (link.flag().compareAndSet(false, true)) {
          trips.incrementAndGet();
        }
      }
      case TO_CLIENT -> {
        if (link.flag().get()) {
          hold();
          link.flag().set(false);
        }
      }
    }
    link.forward(direction, bytes);
  }

  private void hold() {
    long nanos = holdNanos;
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Ends the listener and all connections. Idempotent. */
  @Override
  public void close() {
    proxy.close();
  }
}
