package dev.jaycache.redis;

import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What stands for the reply to a write that was done, and that too few replicas confirmed. It goes
 * the way of a server's error replies; it is made by {@link ConfirmingLink}.
 */
final class UnconfirmedReply extends JedisDataException {
  private static final long serialVersionUID = 1L;

  /** With a message that says where and how many; holds no secret. */
  UnconfirmedReply(String message) {
    super(message);
  }
}
