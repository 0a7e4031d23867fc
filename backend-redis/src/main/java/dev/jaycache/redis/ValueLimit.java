package dev.jaycache.redis;

import dev.jaycache.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.args.Rawable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The longest argument that the server takes ({@code proto-max-bulk-len}, 512 MB by default, at
 * least 1 MB). A longer one makes it hang up in the middle of the command, and would take the rest
 * of a pipeline with it; so large commands are measured first. Safe for any number of threads. It
 * asks the server at the first large command only; where it may not ask, the default holds.
 */
final class ValueLimit {
  /** The server accepts no smaller limit. */
  private static final int ALWAYS_ACCEPTED = 1 << 20;

  private static final long DEFAULT = 512L << 20;

  private final RedisLink link;
  private final RedisErrors errors;
  private volatile long limit;

  ValueLimit(RedisLink link, RedisErrors errors) {
    this.link = link;
    this.errors = errors;
  }

  /**
   * Refuses a command that is too large.
   *
   * @param length the length of its value, in bytes; others are shorter
   * @throws StoreException with the limit in its message
   */
  void check(Command command, int length, long deadline) {
    if (length < ALWAYS_ACCEPTED / 2) {
      return;
    }
    long longest = longest(command);
    if (longest < ALWAYS_ACCEPTED) {
      return;
    }
    if (limit == 0) {
      limit = ask(deadline);
    }
    if (longest > limit) {
      throw errors.tooLarge(command, longest, limit);
    }
  }

  /** Asks again after a lost connection, since the limit can be changed at run time. */
  void recheck(Command command, int length, long deadline) {
    if (length >= ALWAYS_ACCEPTED / 2 && deadline - System.nanoTime() > 0) {
      limit = 0;
      check(command, length, deadline);
    }
  }

  private static long longest(Command command) {
    long longest = 0;
    for (Rawable argument : command) {
      longest = Math.max(longest, argument.getRaw().length);
    }
    return longest;
  }

  private long ask(long deadline) {
    Command ask = new Command(Protocol.Command.CONFIG);
    ask.add("GET");
    ask.add("proto-max-bulk-len");
    try {
      return limit(link.call(ask, deadline));
    } catch (JedisDataException | LinkException e) {
      return DEFAULT;
    }
  }

  private static long limit(@Nullable Object reply) {
    if (reply instanceof List<?> fields && !fields.isEmpty()) {
      Object last = fields.get(fields.size() - 1);
      Object value =
          last instanceof redis.clients.jedis.util.KeyValue<?, ?> p ? p.getValue() : last;
      if (value instanceof byte[] text) {
        String digits = new String(text, StandardCharsets.US_ASCII);
        return digits.matches("[1-9][0-9]{0,17}") ? Long.parseLong(digits) : DEFAULT;
      }
    }
    return DEFAULT;
  }
}
