package dev.jaycache.redis;

import dev.jaycache.redis.raw.Reply;
import dev.jaycache.store.Changes;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * Who writes tells: messages of {@link EventMessage} on the channels of caches, by RESP2 or RESP3.
 * For one thread.
 *
 * <p>A server adds a message to the connections of all that listen at it before it answers who sent
 * it, or whose script did. So the answer to a {@code PING} comes after every message that was
 * answered for before. By RESP2 such a connection can ask nothing but that; whether the node is
 * still a master is asked just before on a second connection.
 *
 * <p>There are no numbers in the messages that would show a gap: a server keeps the order, and
 * drops no message but with the connection, which ends the proofs.
 */
final class ChannelFeed implements ChangeFeed {
  private final ChangeHub hub;
  private final NodeLink node;
  private @Nullable Session session;
  private @Nullable Session asking;
  private @Nullable ProofQuestion question;

  ChannelFeed(ChangeHub hub, NodeLink node) {
    this.hub = hub;
    this.node = node;
  }

  @Override
  public void begin(Session on, ChangeHub.Prefixes wanted) {
    Session apart = node.session(hub.deadline());
    asking = apart;
    question = ProofQuestion.answered(hub.place(), node, wanted, apart);
    Command subscribe = new Command(Protocol.Command.SUBSCRIBE);
    Set<ByteBuffer> unconfirmed = new HashSet<>();
    for (byte[] channel : wanted.channels()) {
      subscribe.add(channel);
      unconfirmed.add(ByteBuffer.wrap(channel));
    }
    on.say(subscribe, hub.deadline());
    while (!unconfirmed.isEmpty()) {
      // What comes between the confirmations is of those that are confirmed.
      Reply message = on.within(hub.deadline(), on.connection()::receiveNext);
      if (!take(message) && message.size() > 1 && "subscribe".equals(message.value(0))) {
        byte[] channel = message.at(1).bytes();
        if (channel != null) {
          unconfirmed.remove(ByteBuffer.wrap(channel));
        }
      }
    }
    session = on;
  }

  @Override
  public void ask() {
    Session asked = session;
    Session apart = asking;
    ProofQuestion what = question;
    if (asked == null || apart == null || what == null) {
      throw new IllegalStateException("it has not begun");
    }
    ProofQuestion.check(RawCommands.reply(apart.call(what.command(), hub.deadline())));
    asked.say(new Command(Protocol.Command.PING), hub.deadline());
  }

  @Override
  public boolean take(Reply message) {
    if (message instanceof Reply.Failure refusal) {
      throw new LinkException("refused: " + refusal.text(), true, null);
    }
    if (message.size() == 0) {
      // RESP3: an answer that looks as everywhere.
      return true;
    }
    String kind = message.value(0);
    if ("message".equals(kind) && message.size() > 2) {
      byte[] text = message.at(2).bytes();
      byte[] key = text == null ? null : EventMessage.key(text);
      if (key == null) {
        // Of another release, perhaps: whatever it says, this is safe.
        hub.allChanged(Changes.Cause.UNKNOWN_KEY);
      } else {
        hub.changed(key);
      }
    }
    return "pong".equals(kind);
  }

  @Override
  public void close() {
    if (asking != null) {
      asking.close();
    }
  }
}
