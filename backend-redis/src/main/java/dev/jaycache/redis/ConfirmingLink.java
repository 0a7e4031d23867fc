package dev.jaycache.redis;

import dev.jaycache.store.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A link to one server on which replicas confirm writes: after what may change something it sends
 * {@code WAIT}, in the same trip and on the same connection, whose last write that command is
 * about. A write that was done and that too few confirmed has an {@link UnconfirmedReply}. As
 * thread-safe as the link. It repeats nothing and takes nothing back.
 */
final class ConfirmingLink implements RedisLink {
  /** No reply came to a write: even where it is found done, nobody knows of the replicas. */
  private static final class Loss extends LinkException {
    private static final long serialVersionUID = 1L;

    Loss(LinkException e) {
      super(String.valueOf(e.getMessage()), e.maybeSent(), e, e.trouble());
    }
  }

  private final RedisLink link;
  private final RedisSettings.Waiting waiting;

  /**
   * A link whose writes are confirmed.
   *
   * @param link to one server; closed with this one
   * @param waiting for at least one replica
   */
  ConfirmingLink(RedisLink link, RedisSettings.Waiting waiting) {
    this.link = link;
    this.waiting = waiting;
  }

  /** Whether the write of a missing reply, if it was done, is unconfirmed all the same. */
  static boolean isUnconfirmed(LinkException e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof Loss) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable Object call(Command command, long deadline) {
    if (!command.isChange()) {
      return link.call(command, deadline);
    }
    Object reply = launch(List.of(command), deadline, deadline).get().get(0);
    if (reply instanceof JedisDataException e) {
      throw e;
    }
    if (reply instanceof LinkException e) {
      throw e;
    }
    return reply;
  }

  @Override
  public List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
    return launch(commands, deadline, deadline).get();
  }

  @Override
  public Supplier<List<@Nullable Object>> launch(
      List<Command> commands, long sentBy, long deadline) {
    if (commands.stream().noneMatch(Command::isChange)) {
      return link.launch(commands, sentBy, deadline);
    }
    long millis = millis(deadline);
    List<Command> all = new ArrayList<>(commands);
    Command wait = new Command(Protocol.Command.WAIT);
    wait.add(waiting.replicas()).add(millis);
    all.add(wait);
    Supplier<List<@Nullable Object>> replies = link.launch(all, sentBy, deadline);
    return () -> judged(commands, replies.get(), millis);
  }

  /** How long replicas have: the reply has to be here before the deadline ends the connection. */
  private long millis(long deadline) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    return Math.max(1, Math.min(waiting.millis(), left * 3 / 4));
  }

  private List<@Nullable Object> judged(
      List<Command> commands, List<@Nullable Object> replies, long millis) {
    Object confirmed = replies.get(commands.size());
    boolean enough = confirmed instanceof Long count && count >= waiting.replicas();
    List<@Nullable Object> judged = new ArrayList<>(commands.size());
    for (int i = 0; i < commands.size(); i++) {
      judged.add(judged(commands.get(i), replies.get(i), enough ? null : said(confirmed, millis)));
    }
    return judged;
  }

  private @Nullable Object judged(
      Command command, @Nullable Object reply, @Nullable String shortage) {
    if (!command.isChange()) {
      return reply;
    }
    if (reply instanceof LinkException e) {
      return e.maybeSent() ? new Loss(e) : e;
    }
    return shortage == null || reply instanceof JedisDataException || !changed(command, reply)
        ? reply
        : new UnconfirmedReply(shortage);
  }

  private String said(@Nullable Object confirmed, long millis) {
    if (confirmed instanceof Long count) {
      return "did the write, and %d of %d replicas (redis.wait) confirmed it within %d ms (%s)"
          .formatted(count, waiting.replicas(), millis, link.place());
    }
    String what =
        confirmed instanceof JedisDataException e
            ? "answered to WAIT: " + e.getMessage()
            : "gave no reply to WAIT";
    return "did the write, and " + what + " (" + link.place() + ')';
  }

  /** Whether a command changed an entry, as its reply tells. */
  private static boolean changed(Command command, @Nullable Object reply) {
    return switch (command.form()) {
      case GET, GETEX, EXISTS -> false;
      case SET, SET_GET -> true;
      case SET_NX_GET -> reply == null;
      case SET_XX_GET, GETDEL, EXPIRE_NOW -> reply != null;
      case UNLINK, PLAIN -> !Long.valueOf(0).equals(reply);
      case SCRIPT, SCRIPT_TELLING -> changes(MutationScript.effect(Outcomes.code(reply)));
    };
  }

  private static boolean changes(Effect effect) {
    return switch (effect) {
      case NONE, STILLBORN, REFUSED -> false;
      case CREATED, UPDATED, STORED, UPDATED_EXPIRED, REMOVED, GONE, TOUCHED, EXPIRED -> true;
    };
  }

  @Override
  public Capabilities greet(long deadline) {
    return link.greet(deadline);
  }

  @Override
  public long deadline() {
    return link.deadline();
  }

  @Override
  public Capabilities capabilities() {
    return link.capabilities();
  }

  @Override
  public String place() {
    return link.place();
  }

  @Override
  public void close() {
    link.close();
  }
}
