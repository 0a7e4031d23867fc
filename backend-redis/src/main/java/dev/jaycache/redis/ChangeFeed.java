package dev.jaycache.redis;

import dev.jaycache.redis.raw.Reply;

/**
 * How a connection to one node comes to be told of changes, and what proves that all were told. For
 * one thread, and for one connection.
 */
interface ChangeFeed extends AutoCloseable {
  /** Makes the feed for a connection to a node. */
  interface Source {
    ChangeFeed of(ChangeHub hub, NodeLink node);
  }

  /**
   * Has the server tell. Every change after it returned is told on the connection, before whoever
   * made it has an answer.
   *
   * @param session nobody else's, and closed afterwards
   * @throws LinkException when the server gives no answer in time, or refuses
   * @throws redis.clients.jedis.exceptions.JedisDataException when it refuses
   */
  void begin(Session session, ChangeHub.Prefixes wanted);

  /**
   * Asks for a proof. It comes on the connection after all that was told before.
   *
   * @throws LinkException as {@link #begin}; or when the node is no master any more
   */
  void ask();

  /**
   * Takes what came on the connection, and tells the hub.
   *
   * @return whether it is the proof
   * @throws LinkException when it says that this can't go on
   */
  boolean take(Reply message);

  /** Gives back what it has beside the connection. */
  @Override
  void close();
}
