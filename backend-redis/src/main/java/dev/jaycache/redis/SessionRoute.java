package dev.jaycache.redis;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Finds the server for somebody who needs a connection to himself, and goes where redirections and
 * failovers lead as long as nothing was done. Stateless but for the link; safe for any number of
 * threads.
 */
final class SessionRoute {
  private static final int MOST_TURNS = 5;

  private final ChoosingLink link;

  /** A session, and what the server answered first. */
  record Begun(Session session, @Nullable Object reply, NodeLink node) {}

  SessionRoute(ChoosingLink link) {
    this.link = link;
  }

  /**
   * Opens a session and runs its first command.
   *
   * @param keyed says by its key where to go
   * @param until for connecting
   * @param first runs the first command; must not have done anything where it throws a link failure
   *     that says so
   * @throws JedisDataException when the server answers an error
   * @throws LinkException when there is no reply
   * @throws dev.jaycache.store.StoreException when the server lets nobody in
   */
  Begun begin(Command keyed, long until, Function<Session, @Nullable Object> first) {
    for (int turn = 1; ; turn++) {
      boolean last = turn == MOST_TURNS || until - System.nanoTime() <= 0;
      NodeLink node = link.owner(keyed, until);
      Session session = null;
      boolean begun = false;
      try {
        session = node.session(until);
        Object reply = first.apply(session);
        begun = true;
        return new Begun(session, reply, node);
      } catch (JedisDataException e) {
        if (last || !isElsewhere(e, node, until)) {
          throw e;
        }
      } catch (LinkException e) {
        if (last || e.maybeSent() || e instanceof BusyException) {
          throw node.named(e);
        }
        link.leave(node, until);
      } finally {
        if (session != null && !begun) {
          session.close();
        }
      }
    }
  }

  /** Whether an error says that another server is the right one, which is noted. */
  boolean isElsewhere(JedisDataException error, NodeLink node, long until) {
    Redirection redirection = Redirection.of(error);
    if (redirection != null && redirection.kind() == Redirection.Kind.MOVED) {
      link.moved(redirection, node);
      return true;
    }
    if (FailoverLink.servesNobody(error)) {
      link.leave(node, until);
      return true;
    }
    return false;
  }
}
