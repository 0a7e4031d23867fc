package dev.jaycache.redis;

import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
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
 */
final class ReturnedServer {
  private static final Logger LOG = LoggerFactory.getLogger(ReturnedServer.class);
  private static final int KEYS_PER_TRIP = 1_000;

  /** How long the lock of one who died is respected; who flushes prolongs it. */
  private static final int LOCK_MILLIS = 2_000;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

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
  private final RedisErrors errors;
  private final byte[] prefix;
  private final byte[] mark;
  private final byte[] lock;
  private final String token = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
  private final AtomicReference<@Nullable CompletableFuture<Void>> running =
      new AtomicReference<>();
  private volatile String verified = "";

  /**
   * A guard of one server.
   *
   * @param namespace of the manager's caches
   */
  ReturnedServer(Scope scope, String namespace, String place) {
    this.scope = scope;
    this.place = place;
    this.errors = new RedisErrors(place);
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

  private static Command command(Protocol.Command name, Object... arguments) {
    Command command = new Command(name);
    for (Object argument : arguments) {
      command.add(argument);
    }
    return command;
  }

  /**
   * Looks at what the server said, and flushes it, or waits until somebody has.
   *
   * @param connection the new connection, on which nothing is under way
   * @param answers the replies to {@link #questions()}
   * @param until how long that may take, by {@link System#nanoTime()}
   * @throws StoreException when it took longer
   * @throws LinkException when the server gave no reply
   */
  void check(RedisConnection connection, List<@Nullable Object> answers, long until) {
    if (scope == Scope.NO) {
      return;
    }
    String identity =
        field(answers.get(0), "run_id") + '/' + field(answers.get(1), "master_replid");
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

  private static String field(@Nullable Object info, String name) {
    for (String line : text(info).split("\r\n", -1)) {
      if (line.startsWith(name + ':')) {
        return line.substring(name.length() + 1);
      }
    }
    return "";
  }

  private static String text(@Nullable Object reply) {
    return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
  }

  /** One thread of this manager at a time; the others wait for it. */
  private void settle(RedisConnection connection, String identity, long until) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> others = running.compareAndExchange(null, mine);
    if (others != null) {
      await(others, until);
      return;
    }
    try {
      flushOrWait(connection, identity, until);
      verified = identity;
      mine.complete(null);
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      running.set(null);
    }
  }

  private void await(CompletableFuture<Void> others, long until) {
    try {
      others.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new StoreException(
          place + " could not be flushed after its return: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw busy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(place + " is being flushed, and the thread is interrupted", e);
    }
  }

  private StoreException busy() {
    return new StoreException(
        place
            + " is not the process that its data are of, and is being flushed (flush-on-reconnect); try again"
            + " in a moment, or raise connect-timeout and command-timeout");
  }

  private void flushOrWait(RedisConnection connection, String identity, long until) {
    Command look = command(Protocol.Command.GET, mark);
    Command take = command(Protocol.Command.SET, lock, token, "NX", "PX", LOCK_MILLIS);
    Command holder = command(Protocol.Command.GET, lock);
    while (!text(ask(connection, look)).equals(identity)) {
      if (ask(connection, take) != null || text(ask(connection, holder)).equals(token)) {
        // Another one may have been done between our look and our lock.
        if (!text(ask(connection, look)).equals(identity)) {
          flush(connection, identity);
          LOG.warn(
              "{} is not the process that its data are of; its {} was flushed (flush-on-reconnect)",
              place,
              scope == Scope.CACHE ? "namespace" : "database");
        }
        ask(connection, command(Protocol.Command.UNLINK, lock));
        return;
      }
      if (until - System.nanoTime() <= PAUSE_NANOS) {
        throw busy();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void flush(RedisConnection connection, String identity) {
    Command set = command(Protocol.Command.SET, mark, identity);
    if (scope == Scope.DATABASE) {
      askAll(
          connection,
          List.of(
              command(Protocol.Command.MULTI),
              command(Protocol.Command.FLUSHDB, "ASYNC"),
              set,
              command(Protocol.Command.EXEC)));
      return;
    }
    byte[] pattern = KeyScan.pattern(prefix);
    String cursor = "0";
    do {
      Command scan =
          command(Protocol.Command.SCAN, cursor, "MATCH", pattern, "COUNT", KEYS_PER_TRIP);
      List<?> page = (List<?>) ask(connection, scan);
      if (page == null || !(page.get(1) instanceof List<?> keys)) {
        throw new IllegalArgumentException("SCAN answers a cursor and keys");
      }
      remove(connection, keys);
      cursor = text(page.get(0));
    } while (!cursor.equals("0"));
    ask(connection, set);
  }

  private void remove(RedisConnection connection, List<?> keys) {
    Command unlink = new Command(Protocol.Command.UNLINK);
    boolean any = false;
    for (Object key : keys) {
      byte[] bytes = (byte[]) key;
      if (!Arrays.equals(bytes, lock) && !Arrays.equals(bytes, mark)) {
        unlink.add(bytes);
        any = true;
      }
    }
    Command prolong = command(Protocol.Command.PEXPIRE, lock, LOCK_MILLIS);
    askAll(connection, any ? List.of(unlink, prolong) : List.of(prolong));
  }

  private @Nullable Object ask(RedisConnection connection, Command command) {
    return askAll(connection, List.of(command)).get(0);
  }

  private List<@Nullable Object> askAll(RedisConnection connection, List<Command> commands) {
    commands.forEach(connection::send);
    connection.push();
    List<@Nullable Object> replies = new ArrayList<>(commands.size());
    for (Command command : commands) {
      replies.add(receive(connection, command));
    }
    return replies;
  }

  /** The reply to one of the questions. */
  @Nullable Object receive(RedisConnection connection, Command command) {
    try {
      return connection.receive();
    } catch (JedisDataException e) {
      throw errors.refused(command, e);
    }
  }
}
