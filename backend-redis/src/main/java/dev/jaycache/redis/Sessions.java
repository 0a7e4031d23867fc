package dev.jaycache.redis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections to one server for those who need one to themselves for longer than a round trip: what
 * blocks, belongs together, or listens. They are none of those that caches use, so that nobody who
 * waits there keeps a cache waiting. Safe for any number of threads.
 */
final class Sessions implements AutoCloseable {
  private final ConnectionPool pool;
  private final DeadlineWatch watch;
  private final BreakerLink breaker;
  private final Set<Session> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private volatile boolean retired;

  /**
   * Sessions; it connects to nothing yet.
   *
   * @param most how many there may be at a time
   * @param breaker of the link to the same server
   */
  Sessions(Connector connector, DeadlineWatch watch, int most, BreakerLink breaker) {
    this.pool = new ConnectionPool(connector, watch, most, null);
    this.watch = watch;
    this.breaker = breaker;
  }

  /**
   * A session, to be closed.
   *
   * @param deadline for connecting, by {@link System#nanoTime()}
   * @throws LinkException when there is none in time
   * @throws dev.jaycache.store.StoreException when the server lets nobody in
   * @throws IllegalStateException when this is closed
   */
  Session open(long deadline) {
    RedisConnection connection = breaker.asked(() -> pool.borrow(deadline));
    connection.end();
    Session session = new Session(connection, watch, this);
    open.add(session);
    if (closed) {
      session.abort();
    }
    return session;
  }

  /** Takes a connection back whose session ended. */
  void end(Session session, RedisConnection connection) {
    open.remove(session);
    pool.giveBack(connection);
  }

  /** Whether sessions were closed from here. */
  boolean isClosed() {
    return closed;
  }

  /** Whether they were closed since the server left, and the manager goes on. */
  boolean isRetired() {
    return retired;
  }

  /** Ends all sessions at once, since the server left. */
  void retire() {
    retired = true;
    close();
  }

  /** Ends all sessions at once, also those that wait. Idempotent. */
  @Override
  public void close() {
    closed = true;
    pool.close();
    open.forEach(Session::abort);
  }
}
