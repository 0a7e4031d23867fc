package dev.jaycache.redis;

import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
 *
 * <p>Each master of a cluster has marks of its own, in its own slots ({@link ServerMarks}), which
 * takes two trips more; it is flushed by itself, and nothing of the others. A connection to a
 * replica, or to a node that does not serve its slots yet, cannot be held against a mark: it is
 * good for what names no key, and not kept.
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
  private final String namespace;
  private final String place;
  private final RedisErrors errors;
  private final ServerMarks single;
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
    this.namespace = namespace;
    this.single = ServerMarks.ofServer(namespace);
  }

  /** What to ask in the trip that greets the server. */
  List<Command> questions() {
    if (scope == Scope.NO) {
      return List.of();
    }
    return List.of(
        command(Protocol.Command.INFO, "server"),
        command(Protocol.Command.INFO, "replication"),
        command(Protocol.Command.GET, single.keys().get(0)));
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
   * @param greeted what the server is
   * @param answers the replies to {@link #questions()}; an error is an element
   * @param until how long that may take, by {@link System#nanoTime()}
   * @throws StoreException when it took longer, or the server refused a question
   * @throws LinkException when the server gave no reply
   */
  void check(
      RedisConnection connection,
      Capabilities greeted,
      List<@Nullable Object> answers,
      long until) {
    if (scope == Scope.NO) {
      return;
    }
    if (greeted.cluster() && greeted.replica()) {
      connection.refuseKeys(new LinkException("is a replica and no master any more", false, null));
      return;
    }
    List<Command> asked = questions();
    String identity =
        field(checked(asked.get(0), answers.get(0)), "run_id")
            + '/'
            + field(checked(asked.get(1), answers.get(1)), "master_replid");
    if (!greeted.cluster()) {
      List<@Nullable Object> found = new ArrayList<>();
      found.add(checked(asked.get(2), answers.get(2)));
      compare(connection, single, identity, found, until);
      return;
    }
    Command nodes = command(Protocol.Command.CLUSTER, "NODES");
    ServerMarks marks = ServerMarks.ofNode(namespace, text(ask(connection, nodes)));
    // A node without slots has nothing to be served, and gets its entries from others.
    if (marks == null) {
      return;
    }
    List<Command> looks = looks(marks);
    List<@Nullable Object> found = connection.exchange(looks);
    for (Object reply : found) {
      Redirection redirection = Redirection.of(reply);
      if (reply instanceof JedisDataException e
          && redirection != null
          && redirection.kind() == Redirection.Kind.WAIT) {
        connection.refuseKeys(e);
        return;
      }
    }
    compare(connection, marks, identity, passedOver(looks, found), until);
  }

  private void compare(
      RedisConnection connection,
      ServerMarks marks,
      String identity,
      List<@Nullable Object> found,
      long until) {
    List<String> marked = found.stream().map(ReturnedServer::text).toList();
    if (marked.contains(identity)) {
      verified = identity;
      if (!marked.stream().allMatch(identity::equals)) {
        // The others are of slots that came from elsewhere, or were evicted.
        mark(connection, marks, identity);
      }
    } else if (marked.stream().allMatch(String::isEmpty) && identity.equals(verified)) {
      // Somebody emptied the database of a server that we know, or moved its slots.
      askAll(
          connection,
          marks.slotted(),
          marks.keys().stream()
              .map(key -> command(Protocol.Command.SET, key, identity, "NX"))
              .toList());
    } else {
      settle(connection, marks, identity, until);
    }
  }

  private static List<Command> looks(ServerMarks marks) {
    return marks.keys().stream().map(key -> command(Protocol.Command.GET, key)).toList();
  }

  private void mark(RedisConnection connection, ServerMarks marks, String identity) {
    askAll(
        connection,
        marks.slotted(),
        marks.keys().stream().map(key -> command(Protocol.Command.SET, key, identity)).toList());
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
  private void settle(RedisConnection connection, ServerMarks marks, String identity, long until) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> others = running.compareAndExchange(null, mine);
    if (others != null) {
      await(others, until);
      return;
    }
    try {
      flushOrWait(connection, marks, identity, until);
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

  private boolean isMarked(RedisConnection connection, ServerMarks marks, String identity) {
    return askAll(connection, marks.slotted(), looks(marks)).stream()
        .anyMatch(reply -> text(reply).equals(identity));
  }

  private void flushOrWait(
      RedisConnection connection, ServerMarks marks, String identity, long until) {
    byte[] lock = marks.lock();
    Command take = command(Protocol.Command.SET, lock, token, "NX", "PX", LOCK_MILLIS);
    Command holder = command(Protocol.Command.GET, lock);
    while (!isMarked(connection, marks, identity)) {
      if (ask(connection, take) != null || text(ask(connection, holder)).equals(token)) {
        // Another one may have been done between our look and our lock.
        if (!isMarked(connection, marks, identity)) {
          flush(connection, marks, identity);
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

  private void flush(RedisConnection connection, ServerMarks marks, String identity) {
    if (scope == Scope.DATABASE) {
      askAll(
          connection,
          false,
          List.of(
              command(Protocol.Command.MULTI),
              command(Protocol.Command.FLUSHDB, "ASYNC"),
              command(Protocol.Command.SET, marks.keys().get(0), identity),
              command(Protocol.Command.EXEC)));
    } else {
      removeNamespace(connection, marks);
    }
    mark(connection, marks, identity);
  }

  private void removeNamespace(RedisConnection connection, ServerMarks marks) {
    byte[] pattern = KeyScan.pattern(StoreSpace.prefix(namespace));
    String cursor = "0";
    do {
      Command scan =
          command(Protocol.Command.SCAN, cursor, "MATCH", pattern, "COUNT", KEYS_PER_TRIP);
      List<?> page = (List<?>) ask(connection, scan);
      if (page == null || !(page.get(1) instanceof List<?> keys)) {
        throw new IllegalArgumentException("SCAN answers a cursor and keys");
      }
      remove(connection, marks, keys);
      cursor = text(page.get(0));
    } while (!cursor.equals("0"));
  }

  private void remove(RedisConnection connection, ServerMarks marks, List<?> keys) {
    List<byte[]> doomed = new ArrayList<>();
    for (Object key : keys) {
      if (!marks.has((byte[]) key)) {
        doomed.add((byte[]) key);
      }
    }
    List<Command> commands = new ArrayList<>();
    if (marks.slotted()) {
      doomed.forEach(key -> commands.add(command(Protocol.Command.UNLINK, key)));
    } else if (!doomed.isEmpty()) {
      commands.add(command(Protocol.Command.UNLINK, doomed.toArray()));
    }
    commands.add(command(Protocol.Command.PEXPIRE, marks.lock(), LOCK_MILLIS));
    askAll(connection, marks.slotted(), commands);
  }

  private @Nullable Object ask(RedisConnection connection, Command command) {
    return askAll(connection, false, List.of(command)).get(0);
  }

  /**
   * The replies to commands.
   *
   * @param slotted whether one may be sent elsewhere: its key's slot is on its way, and it is null
   */
  private List<@Nullable Object> askAll(
      RedisConnection connection, boolean slotted, List<Command> commands) {
    List<@Nullable Object> replies = connection.exchange(commands);
    return slotted ? passedOver(commands, replies) : checked(commands, replies);
  }

  private List<@Nullable Object> passedOver(
      List<Command> commands, List<@Nullable Object> replies) {
    List<@Nullable Object> ours = new ArrayList<>(replies);
    ours.replaceAll(
        reply ->
            reply instanceof JedisDataException && Redirection.of(reply) != null ? null : reply);
    return checked(commands, ours);
  }

  private List<@Nullable Object> checked(List<Command> commands, List<@Nullable Object> replies) {
    for (int i = 0; i < replies.size(); i++) {
      checked(commands.get(i), replies.get(i));
    }
    return replies;
  }

  private @Nullable Object checked(Command command, @Nullable Object reply) {
    if (reply instanceof LinkException e) {
      throw e;
    }
    if (reply instanceof JedisDataException e) {
      throw errors.refused(command, e);
    }
    return reply;
  }
}
