package dev.jaycache.redis;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * What stands between the store and the client library: commands go in, replies come out. Safe for
 * any number of threads. It retries nothing that a server may have done, and knows no mutations.
 *
 * <p>There are links to one server ({@link PooledLink}, and what {@link NodeLinks} puts around it),
 * and links that choose among those: {@link FailoverLink}, {@link SentinelLink}, {@link
 * ClusterLink}.
 *
 * <p>A reply is {@code byte[]}, {@link Long}, a {@link List} of replies, or null; to a command that
 * is {@linkplain Command#typed typed}, a {@link dev.jaycache.redis.raw.Reply}. An error that the
 * server answers is a {@link redis.clients.jedis.exceptions.JedisDataException}; where no reply
 * came, it is a {@link LinkException}.
 */
interface RedisLink extends AutoCloseable {
  /**
   * Runs one command in one round trip.
   *
   * @param deadline when the reply has to be there, by {@link System#nanoTime()}
   * @throws redis.clients.jedis.exceptions.JedisDataException when the server answers an error
   * @throws LinkException when no reply came
   * @throws dev.jaycache.store.StoreException when the server lets nobody in, for instance for a
   *     wrong password; nothing was sent
   */
  @Nullable Object call(Command command, long deadline);

  /**
   * Runs commands in their order and in one round trip.
   *
   * @param deadline when the last reply has to be there, by {@link System#nanoTime()}
   * @return a reply each; an error or a missing reply is an element, as the exception that {@link
   *     #call} would throw. Where commands go to several servers, or some again, so is a {@link
   *     dev.jaycache.store.StoreException} of one server: the others did theirs
   * @throws LinkException when nothing was sent
   * @throws dev.jaycache.store.StoreException as {@link #call}; nothing was sent
   */
  List<@Nullable Object> pipeline(List<Command> commands, long deadline);

  /**
   * Sends commands and leaves it to the caller to wait, so that several servers can be at work at a
   * time. What comes back has to be asked, once, and by the same thread. It waits for no connection
   * that others use: where none is free, the commands go when the replies are asked for. So they do
   * where a connection has to be opened and is not there in time.
   *
   * @param sentBy until when to wait for a connection to be opened, or for a server that takes
   *     nothing of what is sent, by {@link System#nanoTime()}; not after the deadline
   * @param deadline when the last reply has to be there; one that is asked for late is read as
   *     {@link Patience} has it
   * @return gives what {@link #pipeline} returns, or throws it
   * @throws LinkException when nothing was sent
   * @throws dev.jaycache.store.StoreException as {@link #call}
   */
  default Supplier<List<@Nullable Object>> launch(
      List<Command> commands, long sentBy, long deadline) {
    List<@Nullable Object> replies = pipeline(commands, deadline);
    return () -> replies;
  }

  /**
   * What the server can do, after a connection was made where there was none.
   *
   * @throws LinkException when there is no connection in time
   * @throws dev.jaycache.store.StoreException as {@link #call}
   */
  default Capabilities greet(long deadline) {
    call(new Command(Protocol.Command.PING), deadline);
    return capabilities();
  }

  /**
   * The links to all servers that have entries: those that a walk over all keys has to visit.
   *
   * @throws LinkException when nobody tells in time
   * @throws dev.jaycache.store.StoreException as {@link #call}
   */
  default List<RedisLink> shards(long deadline) {
    return List.of(this);
  }

  /**
   * Whether entries live in slots, so that a command may not name several of them.
   *
   * @throws LinkException when nobody tells in time
   * @throws dev.jaycache.store.StoreException as {@link #call}
   */
  default boolean isSlotted(long deadline) {
    return false;
  }

  /** The deadline of an operation that begins now. */
  long deadline();

  /** What the server can do; unknown as long as no connection was made. */
  Capabilities capabilities();

  /** Where the server is, for messages. */
  String place();

  /** Closes the connections; those in use, when their reply is there. Idempotent. */
  @Override
  void close();
}
