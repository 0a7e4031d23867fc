package dev.jaycache.redis.raw;

import java.util.List;

/**
 * Commands that are sent together, in few round trips. For one thread. It is no transaction: others
 * may come in between.
 *
 * <p>On a cluster each command goes to the node of its key, and all nodes are at work before the
 * first reply is read. Commands for one node run in their order; those for several nodes, and those
 * that a node redirects, in none. More than a thousand go in several steps, each with a deadline of
 * its own.
 */
public interface RedisPipeline {
  /**
   * Adds a command, as {@link RedisCommands#command(String, Object...)} takes it.
   *
   * @return this
   */
  RedisPipeline add(String format, Object... arguments);

  /**
   * Adds a command that is split already.
   *
   * @param words the command's name and its arguments; at least one
   * @return this
   */
  RedisPipeline add(List<byte[]> words);

  /** How many commands were added and not sent. */
  int size();

  /**
   * Sends what was added, which then is none.
   *
   * @return a reply each, in the order in which they were added; an error that the server answered
   *     is one of them, a {@link Reply.Failure}
   * @throws MissingRepliesException when replies are missing; it has those that came
   */
  List<Reply> execute();
}
