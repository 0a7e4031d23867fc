package dev.jaycache.redis;

import dev.jaycache.redis.raw.ErrorReplyException;
import dev.jaycache.redis.raw.RedisCommands;
import dev.jaycache.redis.raw.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Runs any command, in one of two ways: among those of the caches, or, where it may block, on a
 * connection of its own. Safe for any number of threads.
 */
final class RawCommands implements RedisCommands {
  /** How a command is run. */
  interface Way {
    /** Refuses what this way is not for. */
    void check(List<byte[]> words);

    /**
     * Runs a command.
     *
     * @param deadline for all that comes before it
     */
    @Nullable Object run(Command command, long deadline);
  }

  private final RedisLink link;
  private final KeyPositions keys;
  private final Way way;
  private final RedisErrors errors;

  RawCommands(RedisLink link, KeyPositions keys, Way way) {
    this.link = link;
    this.keys = keys;
    this.way = way;
    this.errors = new RedisErrors(link.place());
  }

  @Override
  public Reply command(String format, Object... arguments) {
    return command(CommandFormat.words(format, arguments));
  }

  @Override
  public Reply command(List<byte[]> words) {
    Reply reply = tryCommand(words);
    if (reply instanceof Reply.Failure failure) {
      throw new ErrorReplyException(new RawName(words.get(0)) + ": " + link.place(), failure);
    }
    return reply;
  }

  @Override
  public Reply tryCommand(String format, Object... arguments) {
    return tryCommand(CommandFormat.words(format, arguments));
  }

  @Override
  public Reply tryCommand(List<byte[]> words) {
    checkWords(words);
    way.check(words);
    Command command = KeyPositions.withKey(words, null);
    boolean asked = false;
    try {
      long deadline = link.deadline();
      command = keys.command(words, deadline);
      asked = true;
      return reply(way.run(command, deadline));
    } catch (JedisDataException e) {
      return failure(e);
    } catch (LinkException e) {
      throw errors.lost(command, e, asked);
    }
  }

  /** What a server answered. */
  static Reply reply(@Nullable Object answer) {
    if (answer instanceof Reply reply) {
      return reply;
    }
    throw new IllegalStateException("a typed command has a typed reply");
  }

  /** An error as a reply. */
  static Reply.Failure failure(JedisDataException error) {
    return new Reply.Failure(String.valueOf(error.getMessage()));
  }

  /**
   * Makes sure that there is a command.
   *
   * @throws IllegalArgumentException when there is none
   */
  static void checkWords(List<byte[]> words) {
    if (words.isEmpty() || words.get(0).length == 0) {
      throw new IllegalArgumentException("the command is empty; right is its name, such as PING");
    }
  }
}
