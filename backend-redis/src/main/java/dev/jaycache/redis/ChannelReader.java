package dev.jaycache.redis;

import dev.jaycache.redis.raw.KeyspaceKind;
import dev.jaycache.redis.raw.Reply;
import dev.jaycache.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Hears channels of one master, be it keyspace events or events of caches: a daemon thread with a
 * connection of its own, which it makes anew, after growing pauses, when it is lost. All that is
 * said on the connection, it says. A silent server is asked for a sign of life now and then.
 */
final class ChannelReader {
  private static final long TICK_MILLIS = 500;
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

  private final ChannelHub hub;
  private final NodeLink node;
  private final Thread thread;
  private final Selector selector;

  /** What may be missing something until it is confirmed. */
  private final Set<Channel> gaps = new HashSet<>();

  private final Set<Channel> asked = new HashSet<>();

  /** Subscriptions without an answer yet, in the order of the answers. */
  private final Deque<Channel> unanswered = new ArrayDeque<>();

  /** These two may be read by other threads. */
  private final Set<Channel> confirmed = ConcurrentHashMap.newKeySet();

  private final Set<Channel> refused = ConcurrentHashMap.newKeySet();
  private Set<Channel> seen = Set.of();
  private boolean toldLost;

  /**
   * A reader, to be started.
   *
   * @param missed what is heard elsewhere already: the node is new among the masters
   */
  ChannelReader(ChannelHub hub, NodeLink node, Set<Channel> missed) {
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

  /** Whether the node confirmed a channel. */
  boolean hears(Channel channel) {
    return confirmed.contains(channel);
  }

  /** Whether the node answered as to a channel, since it was last connected. */
  boolean hasAnswered(Channel channel) {
    return confirmed.contains(channel) || refused.contains(channel);
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
    refused.clear();
    asked.clear();
    unanswered.clear();
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
    Set<KeyspaceKind> kinds = hub.neededKinds();
    String flags;
    try {
      flags =
          KeyspaceFlags.read(
              RawCommands.reply(session.call(KeyspaceFlags.question(), hub.deadline())));
    } catch (JedisDataException e) {
      // It does not let us ask.
      return;
    }
    if (flags == null) {
      return;
    }
    if (!kinds.isEmpty() && !KeyspaceFlags.tell(flags, KeyspaceFlags.BY_KEY, kinds)) {
      throw new LinkException(
          KeyspaceFlags.advice(flags, KeyspaceFlags.BY_KEY, kinds), false, null);
    }
    hub.flags(node, flags);
  }

  /** Subscribes to what is wanted and not heard, and ends what is heard and not wanted. */
  private void follow(Session session) {
    Set<Channel> wanted = hub.channels();
    if (wanted == seen) {
      return;
    }
    seen = wanted;
    for (Channel channel : wanted) {
      if (confirmed.contains(channel)) {
        hub.confirmed(this, channel);
      } else if (asked.add(channel)) {
        unanswered.add(channel);
        say(
            session,
            with(
                channel.isPattern() ? Protocol.Command.PSUBSCRIBE : Protocol.Command.SUBSCRIBE,
                channel));
      }
    }
    for (Channel channel : List.copyOf(asked)) {
      if (!wanted.contains(channel)) {
        asked.remove(channel);
        confirmed.remove(channel);
        refused.remove(channel);
        gaps.remove(channel);
        say(
            session,
            with(
                channel.isPattern() ? Protocol.Command.PUNSUBSCRIBE : Protocol.Command.UNSUBSCRIBE,
                channel));
      }
    }
  }

  private static Command with(Protocol.Command name, Channel channel) {
    Command command = new Command(name);
    command.add(channel.name().getBytes(StandardCharsets.ISO_8859_1));
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
      Channel channel = unanswered.poll();
      hub.refused(this, channel, refusal.text());
      if (channel != null) {
        // Who waits for the answer goes on, and has to know it by then.
        refused.add(channel);
      }
      return;
    }
    if (message.size() < 3) {
      return;
    }
    switch (String.valueOf(message.value(0))) {
      case "subscribe" -> confirm(new Channel(text(message.at(1)), false));
      case "psubscribe" -> confirm(new Channel(text(message.at(1)), true));
      case "message" -> {
        byte[] on = bytes(message.at(1));
        Channel channel = new Channel(new String(on, StandardCharsets.ISO_8859_1), false);
        hub.heard(node, channel, on, bytes(message.at(2)));
      }
      case "pmessage" ->
          hub.heard(
              node,
              new Channel(text(message.at(1)), true),
              bytes(message.at(2)),
              bytes(message.at(3)));
      default -> {
        // What ended, or a sign of life.
      }
    }
  }

  private void confirm(Channel channel) {
    unanswered.removeFirstOccurrence(channel);
    if (!asked.contains(channel)) {
      // It came late, and the subscription has been ended since.
      return;
    }
    toldLost = false;
    if (gaps.remove(channel)) {
      hub.gap(node, channel);
    }
    hub.confirmed(this, channel);
    // Who waits for the answer goes on, and has to know it by then.
    confirmed.add(channel);
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
