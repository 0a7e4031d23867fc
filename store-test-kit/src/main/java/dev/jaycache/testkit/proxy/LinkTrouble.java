package dev.jaycache.testkit.proxy;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Breaks links by chance, one after the other, until it is closed: cuts and resets all connections
 * of a proxy, cuts one within a request or a reply, holds bytes back, swallows them. It goes by the
 * requests that pass, so a slow machine sees as many faults as a fast one. One thread of its own.
 */
public final class LinkTrouble implements AutoCloseable {
  /** What happens to a link. */
  public enum Fault {
    /** All connections end in order. */
    CUT,
    /** All connections end with a reset. */
    RESET,
    /** One connection ends within a request. */
    CUT_REQUEST,
    /** One connection ends within a reply. */
    CUT_REPLY,
    /** Requests come late. */
    LATE_REQUESTS,
    /** Replies come late. */
    LATE_REPLIES,
    /** Requests come through and replies don't, until the connections are reset. */
    LOST_REPLIES,
    /** Nothing comes through in either direction, until the connections are reset. */
    HALF_OPEN
  }

  private static final int REQUESTS_BETWEEN = 300;
  private static final int REQUESTS_WITHIN = 40;
  private static final int BYTES = 400;
  private static final int LATE_MILLIS = 30;
  private static final long HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private final List<FaultProxy> proxies;
  private final Random random;
  private final Map<Fault, Integer> made = new EnumMap<>(Fault.class);
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "link trouble");
  private volatile boolean stopped;

  /**
   * Begins.
   *
   * @param proxies whose links are broken; none has other faults meanwhile
   * @param seed of what is by chance
   */
  public LinkTrouble(List<FaultProxy> proxies, long seed) {
    this.proxies = List.copyOf(proxies);
    this.random = new Random(seed);
    thread.start();
  }

  private void run() {
    try {
      Fault[] faults = Fault.values();
      while (!stopped) {
        awaitRequests(1 + random.nextInt(REQUESTS_BETWEEN));
        Fault fault = faults[random.nextInt(faults.length)];
        FaultProxy proxy = proxies.get(random.nextInt(proxies.size()));
        make(fault, proxy);
        made.merge(fault, 1, Integer::sum);
      }
    } catch (RuntimeException e) {
      failure.set(e);
    } finally {
      proxies.forEach(FaultProxy::pass);
    }
  }

  private void make(Fault fault, FaultProxy proxy) {
    switch (fault) {
      case CUT -> proxy.cut();
      case RESET -> proxy.reset();
      case CUT_REQUEST -> proxy.cutAfter(Direction.TO_SERVER, random.nextInt(BYTES));
      case CUT_REPLY -> proxy.cutAfter(Direction.TO_CLIENT, random.nextInt(BYTES));
      case LATE_REQUESTS -> late(proxy, Direction.TO_SERVER);
      case LATE_REPLIES -> late(proxy, Direction.TO_CLIENT);
      case LOST_REPLIES -> {
        proxy.drop(Direction.TO_CLIENT);
        swallow(proxy);
      }
      case HALF_OPEN -> {
        proxy.drop();
        swallow(proxy);
      }
    }
  }

  private void late(FaultProxy proxy, Direction direction) {
    proxy.delay(direction, Duration.ofMillis(1 + random.nextInt(LATE_MILLIS)));
    awaitRequests(REQUESTS_WITHIN);
    proxy.pass();
  }

  private void swallow(FaultProxy proxy) {
    long from = proxy.requests();
    long until = System.nanoTime() + HOLD_NANOS;
    while (!stopped && proxy.requests() < from + REQUESTS_WITHIN && System.nanoTime() - until < 0) {
      pause();
    }
    // In this order: what comes after a hole in the bytes must not pass.
    proxy.reset();
    proxy.pass();
  }

  /** Waits until so many more requests have come to all proxies. */
  private void awaitRequests(int count) {
    long until = requests() + count;
    while (!stopped && requests() < until) {
      pause();
    }
  }

  private long requests() {
    return proxies.stream().mapToLong(FaultProxy::requests).sum();
  }

  private static void pause() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
  }

  /** Ends it, and all faults, and tells which there were. */
  public Map<Fault, Integer> stop() {
    close();
    return Map.copyOf(made);
  }

  /**
   * Ends it, and all faults. Idempotent.
   *
   * @throws IllegalStateException where making a fault failed
   */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("the faults could not be made", failed);
    }
  }
}
