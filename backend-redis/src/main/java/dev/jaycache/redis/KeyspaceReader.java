package dev.jaycache.redis;

import dev.jaycache.redis.raw.KeyspaceKind;
import dev.jaycache.redis.raw.Reply;
import dev.jaycache.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Hears the keyspace events of one master: a daemon thread with a connection of its own, which it
 * makes anew, after growing pauses, when it is lost. All that is said on the connection, it says. A
 * silent server is asked for a sign of life now and then.
 */
final class KeyspaceReader {
  private static final long TICK_MILLIS = 500;
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

  private final KeyspaceHub hub;
  private final NodeLink node;
  private final Thread thread;
  private final Selector selector;

  /** Patterns of which events may be missing until they are confirmed. */
  private final Set<String> gaps = new HashSet<>();

  private final Set<String> asked = new HashSet<>();
  private final Set<String> confirmed = new HashSet<>();
  private Set<String> seen = Set.of();
  private boolean toldLost;

  /**
   * A reader, to be started.
   *
   * @param missed patterns that are heard elsewhere already: the node is new among the masters
   */
  KeyspaceReader(KeyspaceHub hub, NodeLink node, Set<String> missed) {
    this.hub = hub;
    this.node = node;
    this.gaps.addAll(missed);
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String name = "jaycache keyspace events: " + node;
    this.thread = new Thread(null, this::run, name, 0, /* inheritThreadLocals= */ false);
    this.thread.setDaemon(true);
    this.thread.setContextClassLoader(null);
  }

  /** The node that it hears. */
  NodeLink node() {
    return node;
  }

  void start() {
    boolean started = false;
    try {
      thread.start();
      started = true;
    } finally {
      if (!started) {
        closeSelector();
      }
    }
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) {
      // It is of no use either way.
    }
  }

  /** Has it look at once what has changed. */
  void wake() {
    selector.wakeup();
    LockSupport.unpark(thread);
  }

  private void run() {
    try {
      listenAgainAndAgain();
    } catch (RuntimeException | Error e) {
      lost("is heard no more, since the reader failed: " + e);
      throw e;
    } finally {
      hub.ended(this);
      closeSelector();
    }
  }

  private void listenAgainAndAgain() {
    long pause = FIRST_PAUSE;
    while (hub.keeps(this)) {
      long begun = System.nanoTime();
      try {
        listen();
      } catch (LinkException | StoreException | JedisDataException | IllegalStateException e) {
        lost(String.valueOf(e.getMessage()));
        pause = System.nanoTime() - begun > LONGEST_PAUSE ? FIRST_PAUSE : pause;
        if (hub.keeps(this)) {
          LockSupport.parkNanos(this, pause);
          hub.look(/* atOnce= */ true);
        }
        pause = Math.min(LONGEST_PAUSE, pause * 2);
      }
    }
  }

  private void lost(String why) {
    gaps.addAll(confirmed);
    confirmed.clear();
    asked.clear();
    seen = Set.of();
    if (!toldLost && hub.keeps(this)) {
      toldLost = true;
      hub.lost(node, why);
    }
  }

  private void listen() {
    try (Session session = node.session(hub.deadline())) {
      session.discard();
      checkFlags(session);
      RedisConnection connection = session.connection();
      long heardAt = System.nanoTime();
      boolean pinged = false;
      while (hub.keeps(this)) {
        follow(session);
        if (connection.awaitData(selector, TICK_MILLIS)) {
          take(session.within(hub.deadline(), connection::receiveNext));
          heardAt = System.nanoTime();
          pinged = false;
        } else {
          long silent = System.nanoTime() - heardAt;
          if (!pinged && silent > SILENCE_NANOS) {
            pinged = true;
            say(session, new Command(Protocol.Command.PING));
          } else if (silent > 2 * SILENCE_NANOS) {
            throw new LinkException("gives no sign of life", true, null);
          }
        }
        hub.look(/* atOnce= */ false);
      }
    }
  }

  /** A server that was restarted may have another setting. */
  private void checkFlags(Session session) {
    Set<KeyspaceKind> kinds = hub.kinds();
    String flags;
    try {
      flags =
          KeyspaceFlags.read(
              RawCommands.reply(session.call(KeyspaceFlags.question(), hub.deadline())));
    } catch (JedisDataException e) {
      // It does not let us ask.
      return;
    }
    if (flags != null && !kinds.isEmpty() && !KeyspaceFlags.tell(flags, kinds)) {
      throw new LinkException(KeyspaceFlags.advice(flags, kinds), false, null);
    }
  }

  /** Subscribes to what is wanted and not heard, and ends what is heard and not wanted. */
  private void follow(Session session) {
    Set<String> wanted = hub.patterns();
    if (wanted == seen) {
      return;
    }
    seen = wanted;
    for (String pattern : wanted) {
      if (confirmed.contains(pattern)) {
        hub.confirmed(this, pattern);
      } else if (asked.add(pattern)) {
        say(session, with(Protocol.Command.PSUBSCRIBE, pattern));
      }
    }
    for (String pattern : List.copyOf(asked)) {
      if (!wanted.contains(pattern)) {
        asked.remove(pattern);
        confirmed.remove(pattern);
        gaps.remove(pattern);
        say(session, with(Protocol.Command.PUNSUBSCRIBE, pattern));
      }
    }
  }

  private static Command with(Protocol.Command name, String pattern) {
    Command command = new Command(name);
    command.add(pattern.getBytes(StandardCharsets.ISO_8859_1));
    return command;
  }

  private void say(Session session, Command command) {
    session.within(
        hub.deadline(),
        () -> {
          session.connection().send(command);
          session.connection().push();
          return true;
        });
  }

  private void take(Reply message) {
    if (message instanceof Reply.Failure refusal) {
      hub.refused(this, refusal.text());
      return;
    }
    if (message.size() < 3) {
      return;
    }
    switch (String.valueOf(message.value(0))) {
      case "psubscribe" -> confirm(text(message.at(1)));
      case "pmessage" ->
          hub.heard(
              text(message.at(1)), bytes(message.at(2)), String.valueOf(message.value(3)), node);
      default -> {
        // What ended, or a sign of life.
      }
    }
  }

  private void confirm(String pattern) {
    if (!asked.contains(pattern)) {
      // It came late, and the subscription has been ended since.
      return;
    }
    confirmed.add(pattern);
    toldLost = false;
    if (gaps.remove(pattern)) {
      hub.gap(node, pattern);
    }
    hub.confirmed(this, pattern);
  }

  private static byte[] bytes(Reply reply) {
    byte[] bytes = reply.bytes();
    return bytes == null ? new byte[0] : bytes;
  }

  /** A character for each byte. */
  private static String text(Reply reply) {
    return new String(bytes(reply), StandardCharsets.ISO_8859_1);
  }
}
