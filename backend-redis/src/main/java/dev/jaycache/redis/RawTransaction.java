package dev.jaycache.redis;

import dev.jaycache.redis.raw.ErrorReplyException;
import dev.jaycache.redis.raw.RedisTransaction;
import dev.jaycache.redis.raw.Reply;
import dev.jaycache.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * {@code WATCH}, {@code MULTI} and {@code EXEC} on a connection of its own. For one thread. It
 * repeats nothing but what a cluster says belongs elsewhere, as long as nothing was done.
 */
final class RawTransaction implements RedisTransaction {
  private static final int MOST_TURNS = 3;
  private static final byte[] WATCH = "WATCH".getBytes(StandardCharsets.US_ASCII);

  private final ChoosingLink link;
  private final KeyPositions keys;
  private final SessionRoute route;
  private final RedisErrors errors;
  private final List<Command> added = new ArrayList<>();
  private @Nullable Session session;
  private byte @Nullable [] key;
  private @Nullable NodeLink node;

  /** Whether nothing is watched or queued on the connection. */
  private boolean clean;

  private boolean ended;

  /**
   * What came of an attempt.
   *
   * @param replies empty where a watched key was changed
   * @param elsewhere says that the keys are at another node, and nothing was done; or null
   */
  private record Attempt(Optional<List<Reply>> replies, @Nullable JedisDataException elsewhere) {}

  RawTransaction(ChoosingLink link, KeyPositions keys, SessionRoute route) {
    this.link = link;
    this.keys = keys;
    this.route = route;
    this.errors = new RedisErrors(link.place());
  }

  @Override
  public RedisTransaction watch(Object... watched) {
    checkOpen();
    if (watched.length == 0) {
      throw new IllegalArgumentException("watch needs a key at least");
    }
    if (!added.isEmpty()) {
      throw new IllegalStateException("what was read before is not watched; watch before add");
    }
    List<byte[]> words = new ArrayList<>(List.of(WATCH));
    for (Object each : watched) {
      byte[] bytes = CommandFormat.bytes(each, "a key");
      words.add(bytes);
      checkSlot(slotted() ? bytes : null);
    }
    run(KeyPositions.withKey(words, key), false).orThrow();
    return this;
  }

  @Override
  public Reply command(String format, Object... arguments) {
    checkOpen();
    if (!added.isEmpty()) {
      throw new IllegalStateException("commands were added already; read before add");
    }
    Command command = checked(CommandFormat.words(format, arguments));
    Reply reply = run(command, true);
    if (reply instanceof Reply.Failure failure) {
      throw new ErrorReplyException(command.getCommand() + ": " + link.place(), failure);
    }
    return reply;
  }

  @Override
  public RedisTransaction add(String format, Object... arguments) {
    return add(CommandFormat.words(format, arguments));
  }

  @Override
  public RedisTransaction add(List<byte[]> words) {
    checkOpen();
    added.add(checked(words));
    return this;
  }

  private Command checked(List<byte[]> words) {
    RawCommands.checkWords(words);
    SharedConnectionRules.checkKeepsState(words);
    SharedConnectionRules.checkAnswersAtOnce(words);
    Command plain = KeyPositions.withKey(words, null);
    try {
      Command command = keys.command(words, link.deadline());
      checkSlot(command.key());
      return command;
    } catch (LinkException e) {
      throw errors.lost(plain, e, false);
    }
  }

  private boolean slotted() {
    try {
      return link.isSlotted(link.deadline());
    } catch (LinkException e) {
      throw errors.lost(new Command(Protocol.Command.WATCH), e, false);
    }
  }

  private void checkSlot(byte @Nullable [] another) {
    byte[] first = key;
    if (another == null) {
      return;
    }
    if (first == null) {
      key = another;
      return;
    }
    int slot = SlotTable.slot(first);
    int other = SlotTable.slot(another);
    if (slot != other) {
      throw new IllegalArgumentException(
          "a transaction of a cluster can have keys of one slot only: key "
              + RedisErrors.shown(first)
              + " is in slot "
              + slot
              + ", "
              + RedisErrors.shown(another)
              + " in slot "
              + other
              + "; give them the same hash tag, as in {order}:1 and {order}:2");
    }
  }

  /** Runs a command at once, on this transaction's connection. */
  private Reply run(Command command, boolean write) {
    clean = false;
    try {
      return RawCommands.reply(exchange(command));
    } catch (JedisDataException e) {
      return RawCommands.failure(e);
    } catch (LinkException e) {
      throw errors.lost(command, e, write);
    }
  }

  private @Nullable Object exchange(Command command) {
    Session known = session;
    if (known != null) {
      return known.call(command, link.deadline());
    }
    long until = link.deadline();
    SessionRoute.Begun begun =
        route.begin(routed(command), until, opened -> opened.call(command, until));
    session = begun.session();
    node = begun.node();
    return begun.reply();
  }

  /** A command that goes where the keys are, whether it has one or not. */
  private Command routed(Command command) {
    byte[] slot = key;
    return slot == null || command.key() != null
        ? command
        : new Command(command.getCommand(), Form.PLAIN, slot, 0);
  }

  @Override
  public Optional<List<Reply>> execute() {
    checkOpen();
    boolean watches = session != null;
    try {
      if (added.isEmpty()) {
        return Optional.of(List.of());
      }
      for (int turn = 1; ; turn++) {
        Attempt attempt = attempt();
        JedisDataException elsewhere = attempt.elsewhere();
        if (elsewhere == null) {
          return attempt.replies();
        }
        if (watches || turn == MOST_TURNS) {
          throw new StoreException(
              "transaction: "
                  + link.place()
                  + " has the keys at another node now; nothing was done, try again ("
                  + elsewhere.getMessage()
                  + ')');
        }
      }
    } finally {
      close();
    }
  }

  private Attempt attempt() {
    Command multi = new Command(Protocol.Command.MULTI).typed();
    run(multi, false).orThrow();
    List<Command> commands = new ArrayList<>(added);
    Command exec = new Command(Protocol.Command.EXEC).typed();
    commands.add(exec);
    Session begun = opened();
    List<@Nullable Object> answers = begun.exchange(commands, link.deadline());
    Object last = answers.get(answers.size() - 1);
    if (last instanceof LinkException e) {
      throw errors.lost(exec, e, true);
    }
    clean = true;
    if (last instanceof JedisDataException e) {
      return refused(answers, e);
    }
    Reply reply = RawCommands.reply(last);
    return new Attempt(reply.isNull() ? Optional.empty() : Optional.of(reply.elements()), null);
  }

  private Session opened() {
    Session known = session;
    if (known == null) {
      throw new IllegalStateException("the transaction has no connection");
    }
    return known;
  }

  /** Nothing was done: one of the commands was refused when it was to be queued. */
  private Attempt refused(List<@Nullable Object> answers, JedisDataException executed) {
    for (int i = 0; i < added.size(); i++) {
      if (!(answers.get(i) instanceof JedisDataException e)) {
        continue;
      }
      if (Redirection.of(e) != null || FailoverLink.servesNobody(e)) {
        NodeLink from = node;
        if (from != null) {
          note(e, from);
        }
        leave();
        return new Attempt(Optional.empty(), e);
      }
      throw new ErrorReplyException(
          "transaction: "
              + link.place()
              + " did nothing, since it refused command "
              + (i + 1)
              + " ("
              + added.get(i).getCommand()
              + ')',
          RawCommands.failure(e));
    }
    throw new ErrorReplyException(
        "transaction: " + link.place() + " did nothing", RawCommands.failure(executed));
  }

  private void note(JedisDataException elsewhere, NodeLink from) {
    try {
      route.isElsewhere(elsewhere, from, link.deadline());
    } catch (LinkException e) {
      throw errors.lost(new Command(Protocol.Command.EXEC), e, false);
    }
  }

  private void checkOpen() {
    if (ended) {
      throw new IllegalStateException(
          "the transaction was executed or closed; begin another one by transaction()");
    }
  }

  @Override
  public void close() {
    ended = true;
    leave();
  }

  private void leave() {
    Session known = session;
    session = null;
    if (known != null) {
      if (!clean) {
        known.discard();
      }
      known.close();
    }
  }
}
