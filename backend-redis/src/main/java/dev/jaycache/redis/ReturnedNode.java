package dev.jaycache.redis;

import static dev.jaycache.redis.ServerTalk.command;
import static dev.jaycache.redis.ServerTalk.text;

import dev.jaycache.store.StoreSpace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Sees to it that a node of a cluster which is not the process that this manager knew is flushed
 * before anything of it is served: the setting {@code flush-on-reconnect}. Safe for any number of
 * threads.
 *
 * <p>Entries move between nodes with their slots, so nothing that stands at a node says whose they
 * are. What counts is what the manager remembers ({@link KnownNodes}): a node that it does not know
 * is taken as it is, and one that is another run than before was restarted, with whatever it found.
 * The replication id does not count here: it changes with a first replica, and who was a replica
 * meanwhile has the data of its master. So that several managers flush it once, whoever did sets
 * marks ({@link NodeMarks}) with its identity in slots of the node, and others look for one first.
 *
 * <p>A connection to a replica, or to a node that does not serve its slots, cannot be held against
 * a mark: it is good for what is about no keys, and not kept.
 */
final class ReturnedNode {
  private static final Logger LOG = LoggerFactory.getLogger(ReturnedNode.class);
  private static final int KEYS_PER_TRIP = 1_000;

  /** How long the lock of one who died is respected; who flushes prolongs it. */
  private static final int LOCK_MILLIS = 2_000;

  /**
   * One step of a flush: of whoever holds the lock, as long as no mark tells that another is done:
   * what is there then is new. Key: the lock. Arguments: its token; the identity of the process;
   * how long the lock is good for, in ms; what to do: page, last page, database, or release to give
   * the lock back only; how many marks, the marks, and what to remove. These are of many slots, all
   * of one node, and so no keys of the script; those whose slot is on its way are passed over. It
   * answers 0: the lock was lost; 1: done; 2: somebody else is done with all.
   */
  private static final String STEP =
      """
      if redis.call('GET', KEYS[1]) ~= ARGV[1] then
        return 0
      end
      if ARGV[4] == 'release' then
        redis.call('UNLINK', KEYS[1])
        return 1
      end
      local function failed(reply)
        return type(reply) == 'table' and reply.err
          and not string.find(reply.err, 'non local key', 1, true)
      end
      local last = 5 + tonumber(ARGV[5])
      for i = 6, last do
        local mark = redis.pcall('GET', ARGV[i])
        if failed(mark) then
          return mark
        end
        if mark == ARGV[2] then
          redis.call('UNLINK', KEYS[1])
          return 2
        end
      end
      if ARGV[4] == 'database' then
        redis.call('FLUSHDB', 'ASYNC')
      end
      for i = last + 1, #ARGV do
        local removed = redis.pcall('UNLINK', ARGV[i])
        if failed(removed) then
          return removed
        end
      end
      if ARGV[4] == 'page' then
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        return 1
      end
      for i = 6, last do
        local set = redis.pcall('SET', ARGV[i], ARGV[2])
        if failed(set) then
          return set
        end
      end
      redis.call('UNLINK', KEYS[1])
      return 1
      """;

  private static final long LOST = 0;
  private static final long DONE = 1;

  /** The lock that a connection has, with its token, and when it has to be given back. */
  private record Held(RedisConnection connection, NodeMarks marks, String token, long end) {}

  private final ReturnedServer.Scope scope;
  private final String namespace;
  private final String place;
  private final KnownNodes known;
  private final ServerTalk talk;

  /**
   * A guard of one node.
   *
   * @param namespace of the manager's caches
   * @param known which processes the manager knows
   */
  ReturnedNode(ReturnedServer.Scope scope, String namespace, String place, KnownNodes known) {
    this.scope = scope;
    this.namespace = namespace;
    this.place = place;
    this.known = known;
    this.talk = new ServerTalk(place);
  }

  /** What to ask in the trip that greets a node, after {@link ReturnedServer#questions()}. */
  static Command question() {
    return command(Protocol.Command.CLUSTER, "MYID");
  }

  /**
   * Looks at what the node said, and flushes it, or waits until somebody has.
   *
   * @param connection the new connection, on which nothing is under way
   * @param replica whether the node is one
   * @param questions {@link ReturnedServer#questions()}, and {@link #question()} or not
   * @param answers an error or a missing reply is an element
   * @param until how long that may take, by {@link System#nanoTime()}
   * @throws dev.jaycache.store.StoreException when it took longer, or the node refused a question
   * @throws LinkException when the node gave no reply
   */
  void check(
      RedisConnection connection,
      boolean replica,
      List<Command> questions,
      List<@Nullable Object> answers,
      long until) {
    if (replica) {
      // Whoever asks goes where the replica itself would send him, and may not read from it: it may
      // be a master by then, and nobody held it against what is known.
      Endpoint master = ServerTalk.master(answers.get(1));
      connection.refuseKeys(new NoMasterException(/* sent= */ false, master));
      return;
    }
    String identity = talk.run(talk.checked(questions.get(0), answers.get(0)));
    int last = questions.size() - 1;
    Object id =
        last > 2
            ? talk.checked(questions.get(last), answers.get(last))
            : talk.ask(connection, question());
    KnownNodes.Node node = known.at(text(id));
    if (!node.isOrBecomes(identity)) {
      node.turn()
          .take(
              place,
              until,
              () -> node.is(identity),
              () -> settle(connection, node, identity, until));
    }
  }

  private void settle(
      RedisConnection connection, KnownNodes.Node node, String identity, long until) {
    if (node.is(identity)) {
      return;
    }
    try {
      if (flushOrWait(connection, identity, until)) {
        node.becomes(identity);
      }
    } catch (JedisDataException e) {
      // It does not serve its slots yet.
      connection.refuseKeys(e);
    }
  }

  /**
   * Waits for a mark with the identity, or flushes.
   *
   * @return false where the node has no slots, and so nothing that could hold a mark or be served
   * @throws JedisDataException when the node does not serve its slots
   */
  private boolean flushOrWait(RedisConnection connection, String identity, long until) {
    String token = FlushTurn.token();
    long end = FlushTurn.end(until);
    NodeMarks marks = marks(connection);
    while (marks != null) {
      List<Command> looks = looks(marks.keys());
      if (contains(askHere(connection, looks), identity)) {
        return true;
      }
      looks.add(0, command(Protocol.Command.GET, marks.lock()));
      looks.add(0, command(Protocol.Command.SET, marks.lock(), token, "NX", "PX", LOCK_MILLIS));
      List<@Nullable Object> seen = askHere(connection, looks);
      String holder = text(seen.get(1));
      if (holder.equals(token)
          && isFlushedUnderLock(
              new Held(connection, marks, token, end), identity, seen.subList(2, seen.size()))) {
        return true;
      }
      FlushTurn.pause(place, end);
      if (!holder.isEmpty() && !holder.equals(token)) {
        continue;
      }
      // The lock's slot may have left, or have been about to.
      marks = marks(connection);
    }
    connection.refuseKeys(new LinkException("has no slots any more", false, null));
    return false;
  }

  /** Another one may have been done between our look and our lock, or has its marks elsewhere. */
  private boolean isFlushedUnderLock(Held held, String identity, List<@Nullable Object> seen) {
    if (contains(seen, identity) || hasMarkElsewhere(held, identity)) {
      step(held, load(held), identity, "release", List.of());
      return true;
    }
    long answer = flush(held, identity);
    if (answer == DONE) {
      LOG.warn(
          "{} is not the process that it was; its {} was flushed (flush-on-reconnect)",
          place,
          scope == ReturnedServer.Scope.CACHE ? "namespace" : "database");
    }
    return answer != LOST;
  }

  private @Nullable NodeMarks marks(RedisConnection connection) {
    Command nodes = command(Protocol.Command.CLUSTER, "NODES");
    return NodeMarks.of(namespace, text(talk.ask(connection, nodes)));
  }

  private static List<Command> looks(List<?> keys) {
    List<Command> looks = new ArrayList<>();
    for (Object key : keys) {
      looks.add(command(Protocol.Command.GET, key));
    }
    return looks;
  }

  private static boolean contains(List<@Nullable Object> found, String identity) {
    return found.stream().anyMatch(reply -> text(reply).equals(identity));
  }

  /** Slots came or left since the marks were set, so that they are in others than are looked at. */
  private boolean hasMarkElsewhere(Held held, String identity) {
    RedisConnection connection = held.connection();
    NodeMarks marks = held.marks();
    Command prolong = command(Protocol.Command.PEXPIRE, marks.lock(), LOCK_MILLIS);
    String cursor = "0";
    do {
      List<@Nullable Object> replies =
          askHere(connection, List.of(scan(cursor, marks.pattern()), prolong));
      List<?> keys = ServerTalk.keys(replies.get(0));
      if (!keys.isEmpty() && contains(askHere(connection, looks(keys)), identity)) {
        return true;
      }
      cursor = ServerTalk.cursor(replies.get(0));
      giveBackAtTheEnd(held, identity, cursor);
    } while (!cursor.equals("0"));
    return false;
  }

  /** Where the time is up and more is to be gone over, the next attempt goes on. */
  private void giveBackAtTheEnd(Held held, String identity, String cursor) {
    if (!cursor.equals("0") && held.end() - System.nanoTime() <= 0) {
      step(held, load(held), identity, "release", List.of());
      throw FlushTurn.busy(place);
    }
  }

  private static Command scan(String cursor, byte[] pattern) {
    return command(Protocol.Command.SCAN, cursor, "MATCH", pattern, "COUNT", KEYS_PER_TRIP);
  }

  private String load(Held held) {
    Command load = command(Protocol.Command.SCRIPT, Protocol.Keyword.LOAD, STEP);
    return text(talk.ask(held.connection(), load));
  }

  /** Flushes, sets the marks and gives the lock back; as the script answers. */
  private long flush(Held held, String identity) {
    String script = load(held);
    if (scope == ReturnedServer.Scope.DATABASE) {
      return step(held, script, identity, "database", List.of());
    }
    byte[] pattern = KeyScan.pattern(StoreSpace.prefix(namespace));
    String cursor = "0";
    long answer;
    do {
      Object page = talk.ask(held.connection(), scan(cursor, pattern));
      cursor = ServerTalk.cursor(page);
      String what = cursor.equals("0") ? "last" : "page";
      answer = step(held, script, identity, what, ServerTalk.keys(page));
      if (answer == DONE) {
        giveBackAtTheEnd(held, identity, cursor);
      }
    } while (answer == DONE && !cursor.equals("0"));
    return answer;
  }

  private long step(Held held, String script, String identity, String what, List<?> keys) {
    NodeMarks marks = held.marks();
    Command step = command(Protocol.Command.EVALSHA, script, 1, marks.lock(), held.token());
    step.add(identity).add(LOCK_MILLIS).add(what).add(marks.keys().size());
    marks.keys().forEach(step::add);
    for (Object key : keys) {
      if (!marks.has((byte[]) key)) {
        step.add(key);
      }
    }
    return askHere(held.connection(), List.of(step)).get(0) instanceof Long answer ? answer : LOST;
  }

  /**
   * The replies to commands.
   *
   * @return a reply each; null where the slot of its key is elsewhere, or on its way
   * @throws JedisDataException when the node does not serve its slots
   */
  private List<@Nullable Object> askHere(RedisConnection connection, List<Command> commands) {
    List<@Nullable Object> replies = connection.exchange(commands);
    List<@Nullable Object> answers = new ArrayList<>(replies.size());
    for (int i = 0; i < replies.size(); i++) {
      Object reply = replies.get(i);
      if (reply instanceof JedisDataException e) {
        Redirection redirection = Redirection.of(e);
        if (redirection != null && redirection.kind() == Redirection.Kind.WAIT) {
          throw e;
        }
        answers.add(redirection == null ? talk.checked(commands.get(i), e) : null);
      } else {
        answers.add(talk.checked(commands.get(i), reply));
      }
    }
    return answers;
  }
}
