package dev.jaycache.redis;

import dev.jaycache.store.Callers;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes connections whose operation is late: one daemon thread per backend, which starts with the
 * first connection, rests while nothing is under way, and ends after {@link #close()}. Safe for any
 * number of threads. It is late itself by up to an eighth of the command timeout, at most 20 ms.
 */
final class DeadlineWatch {
  private static final long LONGEST_TICK = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int TICKS_BEFORE_REST = 50;

  private final Set<RedisConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean started = new AtomicBoolean();
  private final Callers callers = new Callers();
  private final Thread thread;
  private final long tick;
  private volatile boolean resting;
  private volatile boolean closed;

  DeadlineWatch(String place, long commandNanos) {
    String name = "jaycache deadlines: " + place;
    this.thread = new Thread(null, this::run, name, 0, /* inheritThreadLocals= */ false);
    this.thread.setDaemon(true);
    this.thread.setContextClassLoader(null);
    this.tick = Math.max(1, Math.min(LONGEST_TICK, commandNanos / 8));
  }

  /** Those whose operations are watched, or wait for a connection; not those of sessions. */
  Callers callers() {
    return callers;
  }

  /** Watches a connection. */
  void add(RedisConnection connection) {
    connections.add(connection);
    if (!started.get() && started.compareAndSet(false, true)) {
      thread.start();
    }
  }

  /** Forgets a connection. */
  void remove(RedisConnection connection) {
    connections.remove(connection);
    if (closed) {
      LockSupport.unpark(thread);
    }
  }

  /** Tells that an operation began. */
  void touch() {
    if (resting) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    int quiet = 0;
    while (!closed || !connections.isEmpty()) {
      quiet = scan() ? 0 : quiet + 1;
      if (quiet < TICKS_BEFORE_REST) {
        LockSupport.parkNanos(this, tick);
        continue;
      }
      resting = true;
      // An operation that began before it could see this is seen here.
      if (!scan() && !closed) {
        LockSupport.park(this);
      }
      resting = false;
      quiet = 0;
    }
  }

  private boolean scan() {
    boolean busy = false;
    long now = System.nanoTime();
    for (RedisConnection connection : connections) {
      connection.expire(now);
      busy |= connection.isBusy();
    }
    return busy;
  }

  /** Ends the thread as soon as there are no connections. Idempotent. */
  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
