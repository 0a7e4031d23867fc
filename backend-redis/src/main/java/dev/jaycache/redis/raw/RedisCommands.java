package dev.jaycache.redis.raw;

import java.util.List;

/**
 * Runs any command of a Redis server, also those of modules. Safe for any number of threads.
 *
 * <p>A command is written as a format, {@code "HMGET %s %s %s"}: it is split at blanks, and each
 * {@code %s}, also one inside a word as in {@code user:%s}, takes one argument, which is kept whole
 * whatever is in it: blanks, quotes, bytes. {@code %%} is a percent sign; quotes in the format have
 * no meaning. An argument is a {@link CharSequence} (sent as UTF-8), a {@code byte[]}, a {@link
 * Number} or a {@link Character}. Text of users belongs into arguments, never into the format.
 *
 * <p>On a cluster a command goes to the node that has its first key, by what the server says of its
 * commands ({@code COMMAND INFO}, {@code COMMAND GETKEYS}), and one without keys to any master.
 * Redirections are followed.
 *
 * <p>What would change a connection that others use is refused: {@code SELECT}, {@code AUTH},
 * {@code HELLO}, {@code MULTI} and what belongs to it ({@link RedisServer#transaction}), {@code
 * SUBSCRIBE} and its like ({@link RedisServer#keyspaceEvents}), {@code MONITOR}, {@code CLIENT
 * REPLY}, {@code CLIENT TRACKING}. So is what blocks, but for {@link RedisServer#blocking}.
 *
 * <p>All methods throw {@link IllegalArgumentException} when the format and its arguments do not
 * fit each other, or the command is refused; {@link dev.jaycache.store.StoreException} when no
 * reply came, as {@link dev.jaycache.store.UnknownOutcomeException} when the server may have done
 * the command nevertheless; and {@link IllegalStateException} when the manager is closed. Nothing
 * is sent again that a server may have done.
 */
public interface RedisCommands {
  /**
   * Runs a command.
   *
   * @param arguments one for each {@code %s}
   * @return the reply; never an error, though errors may stand inside an array
   * @throws ErrorReplyException when the server answers an error
   */
  Reply command(String format, Object... arguments);

  /**
   * Runs a command that is split already.
   *
   * @param words the command's name and its arguments; at least one
   * @return as {@link #command(String, Object...)}
   * @throws ErrorReplyException when the server answers an error
   */
  Reply command(List<byte[]> words);

  /**
   * Runs a command, and gives also an error as a reply: {@link Reply.Failure}.
   *
   * @param arguments one for each {@code %s}
   */
  Reply tryCommand(String format, Object... arguments);

  /**
   * Runs a command that is split already, and gives also an error as a reply.
   *
   * @param words the command's name and its arguments; at least one
   */
  Reply tryCommand(List<byte[]> words);
}
