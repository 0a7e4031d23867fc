package dev.jaycache.redis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The simple link: each caller has a connection to itself for the time of its round trip. Safe for
 * any number of threads. It has no queue: who finds no connection waits for one.
 */
final class PooledLink implements RedisLink {
  private final Connector connector;
  private final ConnectionPool pool;
  private final long commandNanos;

  PooledLink(RedisAddress address, RedisSettings settings) {
    this.commandNanos = settings.timeouts().commandNanos();
    DeadlineWatch watch = new DeadlineWatch(address.place(), commandNanos);
    this.connector = new Connector(address, settings, watch);
    this.pool = new ConnectionPool(connector, watch, settings.maxConnections());
  }

  @Override
  public @Nullable Object call(Command command, long deadline) {
    RedisConnection connection = pool.borrow(deadline);
    try {
      return exchange(connection, command);
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
      return exchange(another, command);
    } finally {
      pool.giveBack(another);
    }
  }

  @Override
  public List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
    RedisConnection connection = pool.borrow(deadline);
    try {
      return exchange(connection, commands);
    } finally {
      pool.giveBack(connection);
    }
  }

  private static @Nullable Object exchange(RedisConnection connection, Command command) {
    connection.send(command);
    connection.push();
    return connection.receive();
  }

  private static List<@Nullable Object> exchange(
      RedisConnection connection, List<Command> commands) {
    List<@Nullable Object> replies = new ArrayList<>(commands.size());
    try {
      for (Command command : commands) {
        connection.send(command);
      }
      connection.push();
      while (replies.size() < commands.size()) {
        replies.add(reply(connection));
      }
    } catch (LinkException e) {
      // Whole commands of a broken pipeline may have arrived, whatever the last write said.
      LinkException lost =
          new LinkException(String.valueOf(e.getMessage()), true, e.getCause(), e.trouble());
      while (replies.size() < commands.size()) {
        replies.add(lost);
      }
    }
    return replies;
  }

  private static @Nullable Object reply(RedisConnection connection) {
    try {
      return connection.receive();
    } catch (JedisDataException e) {
      return e;
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
