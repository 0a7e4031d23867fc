package dev.jaycache.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the store and the client library: commands go in, replies come out. Safe for
 * any number of threads. It retries nothing that a server may have seen, and knows no mutations.
 *
 * <p>A reply is {@code byte[]}, {@link Long}, a {@link List} of replies, or null. An error that the
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
   *     #call} would throw
   * @throws LinkException when nothing was sent
   * @throws dev.jaycache.store.StoreException as {@link #call}
   */
  List<@Nullable Object> pipeline(List<Command> commands, long deadline);

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
