package dev.jaycache.redis;

import java.util.concurrent.atomic.LongAdder;

/** What happened at one server, counted since the start. Safe for any number of threads. */
final class NodeCounters {
  private final LongAdder queries = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder moved = new LongAdder();

  /** By the wall clock, in ms; unordered writes are good enough. */
  private volatile long lastActivity;

  /** Commands were sent. */
  void sent(int count) {
    queries.add(count);
  }

  /** A reply came that was no error. */
  void answered() {
    lastActivity = System.currentTimeMillis();
  }

  /** A reply was an error, or did not come; a redirection is none. */
  void failed() {
    errors.increment();
  }

  /** A reply was a redirection. */
  void redirected() {
    moved.increment();
  }

  /** Adds what was counted elsewhere. */
  void add(Snapshot other) {
    queries.add(other.queries());
    errors.add(other.errors());
    moved.add(other.moved());
  }

  /** The numbers as they are now. */
  Snapshot snapshot() {
    return new Snapshot(queries.sum(), errors.sum(), moved.sum(), lastActivity);
  }

  /**
   * Numbers of one server.
   *
   * @param queries commands that were sent
   * @param errors replies that were errors, or did not come
   * @param moved replies that were redirections ({@code MOVED} or {@code ASK})
   * @param lastActivity when a reply last came that was no error, in ms since 1970; 0: never
   */
  record Snapshot(long queries, long errors, long moved, long lastActivity) {}
}
