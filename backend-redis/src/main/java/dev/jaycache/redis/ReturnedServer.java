package dev.jaycache.redis;

import static dev.jaycache.redis.ServerTalk.command;
import static dev.jaycache.redis.ServerTalk.text;

import dev.jaycache.store.StoreSpace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Sees to it that a server which is not the process that it was is flushed before anything of it is
 * served: the setting {@code flush-on-reconnect}. Safe for any number of threads.
 *
 * <p>A mark at the server, {@code <namespace>:%server}, holds the identity of the process whose
 * data these are: its run id and its replication id. A process that was restarted, with an old dump
 * or with nothing, and a replica that took over, have another identity than their mark, whoever
 * looks first. Whoever takes the lock beside it flushes and sets the mark; others, of all JVMs,
 * wait for that until their own deadlines. Each new connection is held against the mark, in the
 * trip that greets the server.
 *
 * <p>Nodes of a cluster can't be told so: see {@link ReturnedNode}.
 */
final class ReturnedServer {
  private static final Logger LOG = LoggerFactory.getLogger(ReturnedServer.class);
  private static final int KEYS_PER_TRIP = 1_000;

  /** How long the lock of one who died is respected; who flushes prolongs it. */
  private static final int LOCK_MILLIS = 2_000;

  /**
   * One step of a flush: of whoever holds the lock, and nothing of who was held up until another
   * took it: what is there then is new. Keys: the lock, the mark, what to remove. Arguments: the
   * token of the lock; the identity for the mark with the last step, else nothing; what to do:
   * page, database, or release to give the lock back only; how long the lock is good for, in ms.
   */
  private static final String STEP =
      """
      if redis.call('GET', KEYS[1]) ~= ARGV[1] then
        return 0
      end
      if ARGV[3] == 'release' then
        redis.call('UNLINK', KEYS[1])
        return 1
      end
      if ARGV[3] == 'database' then
        redis.call('FLUSHDB', 'ASYNC')
      end
      for i = 3, #KEYS do
        redis.call('UNLINK', KEYS[i])
      end
      if ARGV[2] == '' then
        redis.call('PEXPIRE', KEYS[1], ARGV[4])
      else
        redis.call('SET', KEYS[2], ARGV[2])
        redis.call('UNLINK', KEYS[1])
      end
      return 1
      """;

  /** What is flushed. */
  enum Scope {
    /** Nothing: whatever a server has is served. */
    NO,
    /** The keys of the namespace. */
    CACHE,
    /** The database. */
    DATABASE
  }

  private final Scope scope;
  private final String place;
  private final ServerTalk talk;
  private final byte[] prefix;
  private final byte[] mark;
  private final byte[] lock;
  private final FlushTurn turn = new FlushTurn();
  private volatile String verified = "";

  /**
   * A guard of one server.
   *
   * @param namespace of the manager's caches
   */
  ReturnedServer(Scope scope, String namespace, String place) {
    this.scope = scope;
    this.place = place;
    this.talk = new ServerTalk(place);
    this.prefix = StoreSpace.prefix(namespace);
    this.mark = join(prefix, "%server");
    this.lock = join(prefix, "%server:flush");
  }

  private static byte[] join(byte[] prefix, String name) {
    byte[] end = name.getBytes(StandardCharsets.US_ASCII);
    byte[] key = Arrays.copyOf(prefix, prefix.length + end.length);
    System.arraycopy(end, 0, key, prefix.length, end.length);
    return key;
  }

  /** What to ask in the trip that greets the server. */
  List<Command> questions() {
    if (scope == Scope.NO) {
      return List.of();
    }
    return List.of(
        command(Protocol.Command.INFO, "server"),
        command(Protocol.Command.INFO, "replication"),
        command(Protocol.Command.GET, mark));
  }

  /**
   * Looks at what the server said, and flushes it, or waits until somebody has.
   *
   * @param connection the new connection, on which nothing is under way
   * @param answers the replies to {@link #questions()}
   * @param until how long that may take, by {@link System#nanoTime()}
   * @throws dev.jaycache.store.StoreException when it took longer
   * @throws LinkException when the server gave no reply
   */
  void check(RedisConnection connection, List<@Nullable Object> answers, long until) {
    if (scope == Scope.NO) {
      return;
    }
    String identity = talk.identity(answers.get(0), answers.get(1));
    String found = text(answers.get(2));
    if (found.equals(identity)) {
      verified = identity;
    } else if (found.isEmpty() && identity.equals(verified)) {
      // Somebody emptied the database of a server that we know.
      ask(connection, command(Protocol.Command.SET, mark, identity, "NX"));
    } else {
      settle(connection, identity, until);
    }
  }

  /** One thread of this manager at a time; the others wait for it. */
  private void settle(RedisConnection connection, String identity, long until) {
    turn.take(
        place,
        until,
        () -> isMarked(connection, identity),
        () -> {
          flushOrWait(connection, identity, until);
          verified = identity;
        });
  }

  private boolean isMarked(RedisConnection connection, String identity) {
    return text(ask(connection, command(Protocol.Command.GET, mark))).equals(identity);
  }

  private void flushOrWait(RedisConnection connection, String identity, long until) {
    String token = FlushTurn.token();
    long end = FlushTurn.end(until);
    Command take = command(Protocol.Command.SET, lock, token, "NX", "PX", LOCK_MILLIS);
    while (!isMarked(connection, identity)) {
      if (ask(connection, take) != null) {
        String script = load(connection);
        // Another one may have been done between our look and our lock.
        if (isMarked(connection, identity)) {
          step(connection, script, token, "release", List.of(), "");
          return;
        }
        if (flush(connection, script, token, identity, end)) {
          LOG.warn(
              "{} is not the process that its data are of; its {} was flushed (flush-on-reconnect)",
              place,
              scope == Scope.CACHE ? "namespace" : "database");
          return;
        }
      }
      FlushTurn.pause(place, end);
    }
  }

  private String load(RedisConnection connection) {
    return text(ask(connection, command(Protocol.Command.SCRIPT, Protocol.Keyword.LOAD, STEP)));
  }

  /**
   * Flushes, sets the mark and gives the lock back; false where the lock was lost on the way.
   *
   * @param end when it goes on no more, but with the next attempt
   */
  private boolean flush(
      RedisConnection connection, String script, String token, String identity, long end) {
    if (scope == Scope.DATABASE) {
      return step(connection, script, token, "database", List.of(), identity);
    }
    byte[] pattern = KeyScan.pattern(prefix);
    String cursor = "0";
    do {
      Command scan =
          command(Protocol.Command.SCAN, cursor, "MATCH", pattern, "COUNT", KEYS_PER_TRIP);
      Object page = ask(connection, scan);
      cursor = ServerTalk.cursor(page);
      String last = cursor.equals("0") ? identity : "";
      if (!step(connection, script, token, "page", ServerTalk.keys(page), last)) {
        return false;
      }
      if (last.isEmpty() && end - System.nanoTime() <= 0) {
        step(connection, script, token, "release", List.of(), "");
        throw FlushTurn.busy(place);
      }
    } while (!cursor.equals("0"));
    return true;
  }

  /**
   * One step of a flush, where the lock is still ours.
   *
   * @param what to do, as {@link #STEP} has it
   * @param keys what a scan found
   * @param identity for the mark, with the last step; empty before
   */
  private boolean step(
      RedisConnection connection,
      String script,
      String token,
      String what,
      List<?> keys,
      String identity) {
    List<byte[]> doomed = new ArrayList<>(keys.size());
    for (Object key : keys) {
      byte[] bytes = (byte[]) key;
      if (!Arrays.equals(bytes, lock) && !Arrays.equals(bytes, mark)) {
        doomed.add(bytes);
      }
    }
    Command step = command(Protocol.Command.EVALSHA, script, doomed.size() + 2, lock, mark);
    for (byte[] key : doomed) {
      step.add(key);
    }
    step.add(token).add(identity).add(what).add(LOCK_MILLIS);
    return Long.valueOf(1).equals(ask(connection, step));
  }

  private @Nullable Object ask(RedisConnection connection, Command command) {
    return talk.ask(connection, command);
  }

  /** The reply to one of the questions. */
  @Nullable Object receive(RedisConnection connection, Command question) {
    try {
      return connection.receive();
    } catch (JedisDataException e) {
      return talk.checked(question, e);
    }
  }
}
