package dev.jaycache.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The simple link: each caller has a connection to itself for the time of its round trip. Safe for
 * any number of threads. It has no queue: who finds no connection waits for one.
 */
final class PooledLink implements RedisLink {
  private final Connector connector;
  private final ConnectionPool pool;
  private final long commandNanos;

  PooledLink(RedisAddress address, RedisSettings settings) {
    this(address, settings, new DeadlineWatch(address.place(), settings.timeouts().commandNanos()));
  }

  private PooledLink(RedisAddress address, RedisSettings settings, DeadlineWatch watch) {
    this(new Connector(address, settings, watch), watch, settings);
  }

  /** Over a connector that others use, too. */
  PooledLink(Connector connector, DeadlineWatch watch, RedisSettings settings) {
    this.commandNanos = settings.timeouts().commandNanos();
    this.connector = connector;
    this.pool = new ConnectionPool(connector, watch, settings.maxConnections());
  }

  @Override
  public @Nullable Object call(Command command, long deadline) {
    RedisConnection connection = pool.borrow(deadline);
    try {
      return connection.exchange(command);
    } catch (LinkException e) {
      if (e.maybeSent() || !connection.isUsed()) {
        throw e;
      }
      // The server had closed the idle connection and got at most a part of the command.
    } finally {
      pool.giveBack(connection);
    }
    RedisConnection another = pool.borrow(deadline);
    try {
      return another.exchange(command);
    } finally {
      pool.giveBack(another);
    }
  }

  @Override
  public List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
    RedisConnection connection = pool.borrow(deadline);
    try {
      return connection.exchange(commands);
    } finally {
      pool.giveBack(connection);
    }
  }

  @Override
  public long deadline() {
    return System.nanoTime() + commandNanos;
  }

  @Override
  public Capabilities capabilities() {
    return connector.capabilities();
  }

  @Override
  public String place() {
    return connector.place();
  }

  @Override
  public void close() {
    pool.close();
  }
}
