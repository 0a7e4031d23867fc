package dev.jaycache.memcached;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which of two servers is in use for each share of the keys, as this process sees it: the main one,
 * or its standby while the main one is lost. Safe for any number of threads; shared by the caches
 * of a manager. It moves no entries and makes none invalid: that is {@link StandbyLink}'s part.
 */
final class Failover {
  /** So many operations in a row without an answer are an outage, too. */
  private static final int FAILURES = 3;

  /** How long looking after the main server may hold up the operation that does it. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /**
   * What is in use.
   *
   * @param epoch how often that changed; 0: the main server from the beginning
   * @param standby whether it is the standby
   * @param lookAt when to look after the main server again, by {@link System#nanoTime()}
   */
  record Use(long epoch, boolean standby, long lookAt) {}

  private final MemcachedLink nodes;
  private final long pauseNanos;
  private final AtomicReferenceArray<Use> uses;
  private final AtomicIntegerArray failures;

  /**
   * All main servers are in use.
   *
   * @param nodes first the main servers, then the standby of each in the same order, or one that is
   *     the standby of all
   * @param mains how many of them are main servers
   * @param pauseNanos how long to wait until a lost server is looked after again, in ns
   */
  Failover(MemcachedLink nodes, int mains, long pauseNanos) {
    this.nodes = nodes;
    this.pauseNanos = pauseNanos;
    this.uses = new AtomicReferenceArray<>(mains);
    this.failures = new AtomicIntegerArray(mains);
    for (int server = 0; server < uses.length(); server++) {
      uses.set(server, new Use(0, false, 0));
    }
  }

  /** How many shares of the keys there are. */
  int servers() {
    return uses.length();
  }

  /** All servers. */
  MemcachedLink nodes() {
    return nodes;
  }

  /** The main server of a share, among {@link #nodes}. */
  int main(int server) {
    return server;
  }

  /** The standby of a share, among {@link #nodes}. */
  int standby(int server) {
    return servers() + (nodes.servers() > servers() + 1 ? server : 0);
  }

  /** What is in use, without a look. */
  Use last(int server) {
    return uses.get(server);
  }

  /** The server that is in use. */
  int node(int server, Use use) {
    return use.standby() ? standby(server) : main(server);
  }

  /** What is in use; where that is the standby, one caller looks after the main server at times. */
  Use use(int server, long deadline) {
    Use use = uses.get(server);
    long now = System.nanoTime();
    if (!use.standby() || now - use.lookAt() < 0) {
      return use;
    }
    Use later = new Use(use.epoch(), true, now + pauseNanos);
    if (!uses.compareAndSet(server, use, later)) {
      return uses.get(server);
    }
    Command look = new Command.Get(main(server), List.of("jaycache:check"));
    long until = deadline - (now + LOOK_NANOS) < 0 ? deadline : now + LOOK_NANOS;
    if (nodes.run(List.of(look), until).get(0) instanceof Reply.Items) {
      failures.set(server, 0);
      uses.compareAndSet(server, later, new Use(use.epoch() + 1, false, 0));
    }
    return uses.get(server);
  }

  /** An answer came from the server that was in use. */
  void answered(int server) {
    if (failures.get(server) != 0) {
      failures.set(server, 0);
    }
  }

  /**
   * No answer came from the server that was in use.
   *
   * @return whether another is in use now
   */
  boolean failed(int server, Use use, LinkException failure) {
    if (use.standby() || failure.isInterruption()) {
      return false;
    }
    boolean unreachable = !failure.maybeSent() && failure.getCause() instanceof IOException;
    if (unreachable || failures.incrementAndGet(server) >= FAILURES) {
      long lookAt = System.nanoTime() + pauseNanos;
      uses.compareAndSet(server, use, new Use(use.epoch() + 1, true, lookAt));
    }
    return uses.get(server).epoch() != use.epoch();
  }
}
