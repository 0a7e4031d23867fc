package dev.jaycache.redis;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The simple link: each caller has a connection to itself for the time of its round trip. Safe for
 * any number of threads. It has no queue: who finds no connection waits for one.
 */
final class PooledLink implements ServerLink {
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
    this.pool = new ConnectionPool(connector, watch, settings.maxConnections(), watch.callers());
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
    return launch(commands, deadline, deadline).get();
  }

  @Override
  public Supplier<List<@Nullable Object>> launch(
      List<Command> commands, long sentBy, long deadline) {
    Patience patience = new Patience(sentBy, deadline, /* inTurn= */ false);
    Supplier<List<@Nullable Object>> launched = pool.launch(commands, patience, pool::giveBack);
    return launched != null
        ? launched
        : () ->
            pool.borrow(deadline)
                .launch(commands, patience.whenItsTurnComes(), pool::giveBack)
                .get();
  }

  @Override
  public Capabilities greet(long deadline) {
    if (connector.capabilities() == Capabilities.UNKNOWN) {
      pool.giveBack(pool.borrow(deadline));
    }
    return connector.capabilities();
  }

  @Override
  public LinkUse use() {
    return new LinkUse(pool.use(), LinkUse.Pool.NONE);
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
