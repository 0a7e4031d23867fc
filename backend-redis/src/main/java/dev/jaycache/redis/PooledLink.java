package dev.jaycache.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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

  /**
   * A link; it connects to nothing yet.
   *
   * @param connector what opens its connections
   * @param watch what watches their deadlines; shared, and not closed with it
   */
  PooledLink(Connector connector, DeadlineWatch watch, RedisSettings settings) {
    this.commandNanos = settings.timeouts().commandNanos();
    this.connector = connector;
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
    return launch(commands, deadline).get();
  }

  @Override
  public Supplier<List<@Nullable Object>> launch(List<Command> commands, long deadline) {
    RedisConnection connection = pool.borrow(deadline);
    LinkException broken = null;
    boolean launched = false;
    try {
      for (Command command : commands) {
        connection.send(command);
      }
      connection.push();
      launched = true;
    } catch (LinkException e) {
      broken = e;
    } finally {
      if (!launched) {
        pool.giveBack(connection);
      }
    }
    if (broken != null) {
      List<@Nullable Object> none = lost(new ArrayList<>(), commands.size(), broken);
      return () -> none;
    }
    return () -> replies(connection, commands.size());
  }

  private List<@Nullable Object> replies(RedisConnection connection, int count) {
    List<@Nullable Object> replies = new ArrayList<>(count);
    try {
      while (replies.size() < count) {
        replies.add(reply(connection));
      }
      return replies;
    } catch (LinkException e) {
      return lost(replies, count, e);
    } finally {
      pool.giveBack(connection);
    }
  }

  /** Whole commands of a broken pipeline may have arrived, whatever the last write said. */
  private static List<@Nullable Object> lost(
      List<@Nullable Object> replies, int count, LinkException e) {
    LinkException lost = new LinkException(String.valueOf(e.getMessage()), true, e.getCause());
    while (replies.size() < count) {
      replies.add(lost);
    }
    return replies;
  }

  private static @Nullable Object exchange(RedisConnection connection, Command command) {
    connection.send(command);
    connection.push();
    return connection.receive();
  }

  private static @Nullable Object reply(RedisConnection connection) {
    try {
      return connection.receive();
    } catch (JedisDataException e) {
      return e;
    }
  }

  @Override
  public Capabilities greet(long deadline) {
    if (connector.capabilities() == Capabilities.UNKNOWN) {
      pool.giveBack(pool.borrow(deadline));
    }
    return connector.capabilities();
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
