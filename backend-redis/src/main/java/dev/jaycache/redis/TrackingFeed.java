package dev.jaycache.redis;

import dev.jaycache.redis.raw.Reply;
import dev.jaycache.redis.raw.ReplyType;
import dev.jaycache.store.Changes;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * The server tells: {@code CLIENT TRACKING ON BCAST}, over RESP3, of each key that is written,
 * expires or is evicted. For one thread. <a
 * href="https://redis.io/docs/latest/develop/reference/client-side-caching/">Client-side caching
 * reference</a>.
 */
final class TrackingFeed implements ChangeFeed {
  private static final String INVALIDATE = "invalidate";

  private final ChangeHub hub;
  private final NodeLink node;
  private @Nullable Session session;
  private @Nullable ProofQuestion question;

  TrackingFeed(ChangeHub hub, NodeLink node) {
    this.hub = hub;
    this.node = node;
  }

  @Override
  public void begin(Session on, ChangeHub.Prefixes wanted) {
    on.call(hello(), hub.deadline());
    on.call(tracking(wanted), hub.deadline());
    question = ProofQuestion.answered(hub.place(), node, wanted, on);
    session = on;
  }

  private static Command hello() {
    Command hello = new Command(Protocol.Command.HELLO);
    hello.add(3);
    return hello;
  }

  private static Command tracking(ChangeHub.Prefixes wanted) {
    Command tracking = new Command(Protocol.Command.CLIENT);
    tracking.add("TRACKING").add("ON").add("BCAST");
    for (byte[] prefix : wanted.all()) {
      tracking.add("PREFIX").add(prefix);
    }
    return tracking;
  }

  @Override
  public void ask() {
    Session asked = session;
    ProofQuestion what = question;
    if (asked == null || what == null) {
      throw new IllegalStateException("it has not begun");
    }
    asked.say(what.command(), hub.deadline());
  }

  @Override
  public boolean take(Reply message) {
    if (message.type() != ReplyType.PUSH) {
      ProofQuestion.check(message);
      return true;
    }
    if (message.size() < 2 || !INVALIDATE.equals(message.value(0))) {
      return false;
    }
    Reply keys = message.at(1);
    if (keys.type() == ReplyType.NULL) {
      hub.allChanged(Changes.Cause.FLUSHED);
      return false;
    }
    for (int i = 0; i < keys.size(); i++) {
      byte[] key = keys.at(i).bytes();
      if (key != null) {
        hub.changed(key);
      }
    }
    return false;
  }

  @Override
  public void close() {}
}
