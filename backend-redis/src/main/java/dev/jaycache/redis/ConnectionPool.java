package dev.jaycache.redis;

import dev.jaycache.store.Callers;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one server; the one that was given back last goes out first. Safe for any
 * number of threads, and for virtual ones: no lock is held while connecting.
 *
 * <p>Why not the client library's pool: there, waiting for a connection and opening one have time
 * limits of their own instead of what is left of the operation's, and checking an idle connection
 * costs a round trip.
 */
final class ConnectionPool implements AutoCloseable {
  /** Under load a connection comes back sooner, and is not checked each time. */
  private static final long TRUSTED_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final Connector connector;
  private final DeadlineWatch watch;
  private final int most;
  private final @Nullable Callers callers;
  private final Semaphore permits;
  private final ConcurrentLinkedDeque<RedisConnection> idle = new ConcurrentLinkedDeque<>();
  private volatile long lastFailure = System.nanoTime();
  private volatile boolean closed;

  /**
   * A pool; it connects to nothing yet.
   *
   * @param most how many connections
   * @param callers counts those who have one, or wait for one; null: nobody does
   */
  ConnectionPool(Connector connector, DeadlineWatch watch, int most, @Nullable Callers callers) {
    this.callers = callers;
    this.connector = connector;
    this.watch = watch;
    this.most = most;
    this.permits = new Semaphore(most);
  }

  /**
   * A connection whose operation has begun; for {@link #giveBack}.
   *
   * @param deadline of the operation, by {@link System#nanoTime()}
   * @throws LinkException when there is none in time
   * @throws dev.jaycache.store.StoreException when the server lets nobody in
   * @throws IllegalStateException when the pool is closed
   */
  RedisConnection borrow(long deadline) {
    checkOpen();
    if (!tryPermit() && !awaitPermit(deadline)) {
      throw new BusyException(
          (most == 1 ? "the one connection" : "all " + most + " connections")
              + " stayed in use until the deadline; raise redis.pool.max-connections, or look for"
              + " what is slow");
    }
    return take(deadline);
  }

  /**
   * As {@link #borrow}, but null where all connections are in use: it does not wait for one.
   *
   * @throws LinkException when one could be opened, and the server cannot be reached in time
   */
  @Nullable RedisConnection tryBorrow(long deadline) {
    checkOpen();
    return tryPermit() ? take(deadline) : null;
  }

  /** How many callers would get one without waiting for others, as far as can be told. */
  int free() {
    return permits.availablePermits();
  }

  /** How the connections are used now. */
  LinkUse.Pool use() {
    int inUse = most - permits.availablePermits();
    return new LinkUse.Pool(idle.size(), inUse, most, permits.getQueueLength());
  }

  /**
   * Sends commands, and leaves it to the caller to wait for the replies; null where all connections
   * are in use. A connection that has to be opened, and is not there when the commands should be
   * sent, is gone on with when the replies are asked for.
   *
   * @param giveBack who gets the connection at the end, and hands it to {@link #giveBack}
   * @return gives the replies; has to be asked, once
   * @throws LinkException when one could be opened, and the server cannot be reached
   */
  @Nullable Supplier<List<@Nullable Object>> launch(
      List<Command> commands, Patience patience, Consumer<RedisConnection> giveBack) {
    checkOpen();
    if (!tryPermit()) {
      return null;
    }
    long deadline = patience.deadline();
    RedisConnection free = patience.isWhole() ? take(deadline) : takeIdle(deadline);
    if (free != null) {
      return free.launch(commands, patience, giveBack);
    }
    Opening opening = new Opening(() -> take(deadline), giveBack, patience.blames());
    opening.start(connector.place());
    RedisConnection opened = opening.await(patience.sentBy());
    return opened != null
        ? launch(opened, commands, patience, giveBack)
        : () ->
            launch(opening.take(deadline), commands, patience.whenItsTurnComes(), giveBack).get();
  }

  private static Supplier<List<@Nullable Object>> launch(
      RedisConnection opened,
      List<Command> commands,
      Patience patience,
      Consumer<RedisConnection> giveBack) {
    boolean inTime = false;
    try {
      checkTime(patience.deadline());
      inTime = true;
    } finally {
      if (!inTime) {
        giveBack.accept(opened);
      }
    }
    // Its operation was begun by another thread.
    opened.begin(patience.deadline());
    return opened.launch(commands, patience, giveBack);
  }

  private static void checkTime(long deadline) {
    if (deadline - System.nanoTime() <= 0) {
      throw new BusyException(
          "was not asked, as the time was up before; raise command-timeout, or look for what is"
              + " slow");
    }
  }

  /** An idle connection; else null, and the permit is still the caller's. */
  private @Nullable RedisConnection takeIdle(long deadline) {
    boolean failed = true;
    try {
      checkOpen();
      checkTime(deadline);
      RedisConnection connection = idleConnection();
      if (connection != null) {
        begin(connection, deadline);
      }
      failed = false;
      return connection;
    } finally {
      if (failed) {
        releasePermit();
      }
    }
  }

  private void begin(RedisConnection connection, long deadline) {
    connection.begin(deadline);
    watch.touch();
  }

  private RedisConnection take(long deadline) {
    RedisConnection connection = null;
    try {
      checkOpen();
      checkTime(deadline);
      connection = idleConnection();
      if (connection == null) {
        connection = connector.open(deadline, callers);
      }
      begin(connection, deadline);
      return connection;
    } finally {
      if (connection == null) {
        releasePermit();
      }
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          connector.place() + ": this manager's connections are closed");
    }
  }

  private @Nullable RedisConnection idleConnection() {
    RedisConnection connection = idle.pollFirst();
    while (connection != null) {
      long since = connection.idleSince();
      boolean trusted = System.nanoTime() - since < TRUSTED_NANOS && since - lastFailure > 0;
      if (trusted || connection.isAlive()) {
        return connection;
      }
      drop(connection);
      connection = idle.pollFirst();
    }
    return null;
  }

  private boolean tryPermit() {
    if (!permits.tryAcquire()) {
      return false;
    }
    come();
    return true;
  }

  private void releasePermit() {
    leave();
    permits.release();
  }

  private void come() {
    if (callers != null) {
      callers.come();
    }
  }

  private void leave() {
    if (callers != null) {
      callers.leave();
    }
  }

  private boolean awaitPermit(long deadline) {
    boolean interrupted = false;
    boolean acquired = false;
    come();
    try {
      while (true) {
        try {
          acquired = permits.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          return acquired;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (!acquired) {
        leave();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Takes a connection back, and drops it where its operation broke it. */
  void giveBack(RedisConnection connection) {
    if (connection.end() && !connection.refusesKeys()) {
      idle.addFirst(connection);
      if (closed) {
        dropIdle();
      }
    } else {
      lastFailure = System.nanoTime();
      drop(connection);
    }
    releasePermit();
  }

  private void drop(RedisConnection connection) {
    connection.abort();
    watch.remove(connection);
  }

  private void dropIdle() {
    for (RedisConnection c = idle.pollFirst(); c != null; c = idle.pollFirst()) {
      drop(c);
    }
  }

  /** Closes the idle connections; those in use when they are given back. Idempotent. */
  @Override
  public void close() {
    closed = true;
    dropIdle();
  }
}
