package dev.jaycache.redis;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.SafeEncoder;

/**
 * Makes one command of many that nobody wants to hear of: {@code MSET} of {@code SET}, {@code
 * MSETEX} of {@code SET … PX} where the server knows it (Valkey 9.1, Redis 8.4), {@code UNLINK} of
 * {@code UNLINK}. A server runs it three to five times as fast. Safe for any number of threads.
 *
 * <p>All keys have to be on one server, and in a cluster in one slot.
 */
final class JointCommands {
  /** The words of {@code SET key value}. */
  private static final int PLAIN_SET = 3;

  /** The words of {@code SET key value PX ms}. */
  private static final int TIMED_SET = 5;

  private static final int MILLIS = 4;

  private static final ProtocolCommand MSETEX = () -> SafeEncoder.encode("MSETEX");

  private final RedisLink link;
  private volatile boolean refused;

  JointCommands(RedisLink link) {
    this.link = link;
  }

  /** One command that removes what stands under all of these keys. */
  static Command unlink(List<byte[]> keys) {
    Command unlink = new Command(Protocol.Command.UNLINK);
    for (byte[] key : keys) {
      unlink.add(new Word(key));
    }
    return unlink.asChange(true);
  }

  /**
   * One command that does the same, or null where there is none; for removals there is {@link
   * #unlink}.
   */
  @Nullable Command of(List<Command> commands) {
    if (commands.size() < 2) {
      return null;
    }
    Command first = commands.get(0);
    for (Command command : commands) {
      if (command.form() != first.form() || command.size() != first.size()) {
        return null;
      }
    }
    Command joint = joint(commands, first);
    return joint == null ? null : joint.asChange(true);
  }

  private @Nullable Command joint(List<Command> commands, Command first) {
    return switch (first.form()) {
      case SET -> set(commands, first);
      case UNLINK,
          PLAIN,
          GET,
          GETEX,
          EXPIRE_NOW,
          GETDEL,
          EXISTS,
          SET_GET,
          SET_NX_GET,
          SET_XX_GET,
          SCRIPT,
          SCRIPT_TELLING ->
          null;
    };
  }

  private @Nullable Command set(List<Command> commands, Command first) {
    if (first.size() == PLAIN_SET) {
      return pairs(new Command(Protocol.Command.MSET), commands);
    }
    if (first.size() != TIMED_SET || refused || !link.capabilities().msetex()) {
      return null;
    }
    byte[] millis = first.get(MILLIS).getRaw();
    for (Command command : commands) {
      if (!Arrays.equals(millis, command.get(MILLIS).getRaw())) {
        return null;
      }
    }
    Command msetex = new Command(MSETEX);
    msetex.add(commands.size());
    pairs(msetex, commands);
    msetex.add(Protocol.Keyword.PX).add(first.get(MILLIS));
    return msetex;
  }

  private static Command pairs(Command joint, List<Command> commands) {
    for (Command command : commands) {
      joint.add(command.get(1)).add(command.get(2));
    }
    return joint;
  }

  /**
   * Whether an error says that we may not use a command that could be done without; it is
   * remembered. Nothing was done.
   */
  boolean isDispensable(Command joint, JedisDataException error) {
    String message = String.valueOf(error.getMessage());
    boolean dispensable =
        joint.getCommand() == MSETEX
            && (message.startsWith("NOPERM") || message.startsWith("ERR unknown command"));
    refused |= dispensable;
    return dispensable;
  }
}
