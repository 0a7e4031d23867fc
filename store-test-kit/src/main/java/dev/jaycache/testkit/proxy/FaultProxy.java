package dev.jaycache.testkit.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy that does what networks do to those who trust them: late, lost, cut, refused, reset,
 * mangled. Every fault can be switched at run time and holds for the connections that are open as
 * well as for new ones; {@link #pass()} ends them all. Safe for any number of threads. Faults that
 * happen once count bytes over all connections, and hit the one that carries the last.
 */
public final class FaultProxy implements AutoCloseable {
  /** What happens to the bytes of one direction. */
  private static final class Faults {
    private long delayNanos;
    private boolean drop;

    /** Bytes until the cut; negative: none. */
    private long untilCut = -1;

    private byte @Nullable [] garbage;
  }

  /** What is left of a piece, and what happens around it. */
  @SuppressWarnings("ArrayRecordComponent") // Made and used up within one method.
  private record Verdict(byte[] pass, long delayNanos, boolean cut) {}

  /** What happens before a request passes. */
  private record Interlude(Pattern found, Runnable work) {}

  private static final byte[] NOTHING = {};

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Direction, Faults> faults = new EnumMap<>(Direction.class);
  private @Nullable Pattern loseReplyTo;
  private @Nullable Interlude interlude;
  private final AtomicInteger hits = new AtomicInteger();
  private final AtomicLong requests = new AtomicLong();
  private final TcpProxy proxy;

  /** A proxy on a free loopback port; every connection passes, for now. */
  public FaultProxy(String targetHost, int targetPort) {
    forgetFaults();
    this.proxy = new TcpProxy(targetHost, targetPort, this::bytes);
  }

  /** The port to connect to, on 127.0.0.1. */
  public int port() {
    return proxy.port();
  }

  /** How many connections are open. */
  public int connections() {
    return proxy.links().size();
  }

  /** How many connections were taken so far. */
  public long accepted() {
    return proxy.accepted();
  }

  /** How many pieces of requests have come so far, swallowed or not. */
  public long requests() {
    return requests.get();
  }

  /** How many faults of the kinds that happen once have happened. */
  public int hits() {
    return hits.get();
  }

  /** Ends every fault; new connections are taken. Connections that were cut stay so. */
  public void pass() {
    locked(this::forgetFaults);
    proxy.resumeListening();
  }

  private void forgetFaults() {
    for (Direction direction : Direction.values()) {
      faults.put(direction, new Faults());
    }
    loseReplyTo = null;
    interlude = null;
  }

  /** Holds each piece of one direction back for a time. */
  public void delay(Direction direction, Duration time) {
    locked(() -> of(direction).delayNanos = time.toNanos());
  }

  /** Swallows one direction while the connections stay open. */
  public void drop(Direction direction) {
    locked(() -> of(direction).drop = true);
  }

  /** Swallows both directions: a half-open link, of which neither side is told. */
  public void drop() {
    for (Direction direction : Direction.values()) {
      drop(direction);
    }
  }

  /** Once: after so many more bytes of a direction, ends the connection that carried the last. */
  public void cutAfter(Direction direction, long bytes) {
    locked(() -> of(direction).untilCut = bytes);
  }

  /** Once: the next request reaches the server; its reply is lost, and the connection ends. */
  public void loseReply() {
    cutAfter(Direction.TO_CLIENT, 0);
  }

  /**
   * Once: the next piece of a request that holds this ASCII text reaches the server; its reply is
   * lost, and the connection ends. Other requests pass meanwhile.
   */
  public void loseReplyTo(String text) {
    loseReplyTo(Pattern.compile(text, Pattern.LITERAL));
  }

  /** The same for what is found in a piece, each byte of which is a character. */
  public void loseReplyTo(Pattern found) {
    locked(() -> loseReplyTo = found);
  }

  /**
   * Once: does something before the next piece of a request passes that holds this ASCII text. The
   * rest of its connection waits for that.
   */
  public void before(String text, Runnable work) {
    Interlude next = new Interlude(Pattern.compile(text, Pattern.LITERAL), work);
    locked(() -> interlude = next);
  }

  /** Once: puts these bytes in the place of the next piece of a direction. */
  public void garbage(Direction direction, byte[] bytes) {
    locked(() -> of(direction).garbage = bytes.clone());
  }

  /** Refuses new connections until {@link #pass()}. Open ones go on; see {@link #cut()}. */
  public void refuse() {
    proxy.stopListening();
  }

  /** Ends all open connections in order. */
  public void cut() {
    end(Link::close);
  }

  /** Ends all open connections with a reset. */
  public void reset() {
    end(Link::reset);
  }

  private void end(Consumer<Link> how) {
    List<Link> open = List.copyOf(proxy.links());
    open.forEach(how);
    open.forEach(Link::awaitEnd);
  }

  private Faults of(Direction direction) {
    return Objects.requireNonNull(faults.get(direction));
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }

  private void bytes(Link link, Direction direction, byte[] bytes) throws IOException {
    if (direction == Direction.TO_SERVER) {
      requests.incrementAndGet();
    }
    Interlude first = null;
    Verdict verdict;
    lock.lock();
    try {
      if (direction == Direction.TO_SERVER && interlude != null && isIn(bytes, interlude.found())) {
        first = interlude;
        interlude = null;
        hits.incrementAndGet();
      }
      verdict = judge(link, direction, bytes);
    } finally {
      lock.unlock();
    }
    if (first != null) {
      first.work().run();
    }
    hold(verdict.delayNanos());
    if (verdict.pass().length > 0) {
      link.forward(direction, verdict.pass());
    }
    if (verdict.cut()) {
      link.close();
    }
  }

  private Verdict judge(Link link, Direction direction, byte[] bytes) {
    Faults now = of(direction);
    byte[] pass = bytes;
    if (now.garbage != null) {
      pass = now.garbage;
      now.garbage = null;
      hits.incrementAndGet();
    }
    // The link's flag says that it sent the request whose reply is to be lost.
    boolean cut = direction == Direction.TO_CLIENT && link.flag().get();
    if (direction == Direction.TO_SERVER && isAwaited(bytes)) {
      link.flag().set(true);
      loseReplyTo = null;
    }
    if (cut) {
      pass = NOTHING;
    } else if (now.untilCut >= 0) {
      cut = now.untilCut <= pass.length;
      pass = cut ? Arrays.copyOf(pass, (int) now.untilCut) : pass;
      now.untilCut = cut ? -1 : now.untilCut - pass.length;
    }
    if (cut) {
      hits.incrementAndGet();
    }
    return new Verdict(now.drop ? NOTHING : pass, now.delayNanos, cut);
  }

  private boolean isAwaited(byte[] bytes) {
    return loseReplyTo != null && isIn(bytes, loseReplyTo);
  }

  private static boolean isIn(byte[] bytes, Pattern found) {
    return found.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).find();
  }

  private static void hold(long nanos) {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(10)));
    }
  }

  /** Ends the listener and all connections. Idempotent. */
  @Override
  public void close() {
    proxy.close();
  }
}
