package dev.jaycache.redis;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection that its owner has to itself until {@link #close()}. For one thread at a time, but
 * for {@link #abort}. It repeats nothing.
 */
final class Session implements AutoCloseable {
  private static final long GIVING_BACK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RedisConnection connection;
  private final DeadlineWatch watch;
  private final Sessions home;
  private final AtomicBoolean ended = new AtomicBoolean();
  private boolean usable = true;

  Session(RedisConnection connection, DeadlineWatch watch, Sessions home) {
    this.connection = connection;
    this.watch = watch;
    this.home = home;
  }

  /**
   * Runs one command.
   *
   * @param deadline by {@link System#nanoTime()}
   * @throws redis.clients.jedis.exceptions.JedisDataException when the server answers an error
   * @throws LinkException when there is no reply
   * @throws IllegalStateException when the manager was closed meanwhile
   */
  @Nullable Object call(Command command, long deadline) {
    return within(deadline, () -> connection.exchange(command));
  }

  /**
   * Runs commands in one round trip.
   *
   * @return a reply each; an error or a missing reply is an element
   */
  List<@Nullable Object> exchange(List<Command> commands, long deadline) {
    return within(deadline, () -> connection.exchange(commands));
  }

  /**
   * Sends a command whose reply is received otherwise.
   *
   * @throws LinkException when it can't be sent in time
   */
  void say(Command command, long deadline) {
    within(
        deadline,
        () -> {
          connection.send(command);
          connection.push();
          return true;
        });
  }

  /** Runs something on the connection, which has to be over by the deadline. */
  <T extends @Nullable Object> T within(long deadline, Supplier<T> work) {
    connection.begin(deadline);
    watch.touch();
    try {
      return work.get();
    } catch (LinkException e) {
      if (home.isClosed() && !home.isRetired()) {
        throw new IllegalStateException("this manager's connections are closed", e);
      }
      throw e;
    } finally {
      usable &= connection.end();
    }
  }

  /** The connection, for who listens on it. */
  RedisConnection connection() {
    return connection;
  }

  /** Has the connection closed at the end: it is not as it was. */
  void discard() {
    usable = false;
  }

  /** Ends the connection at once, whoever waits for it. */
  void abort() {
    connection.abort();
  }

  /** Gives the connection back. Idempotent. */
  @Override
  public void close() {
    if (ended.compareAndSet(false, true)) {
      if (!usable) {
        connection.abort();
      }
      connection.begin(System.nanoTime() + GIVING_BACK_NANOS);
      home.end(this, connection);
    }
  }
}
