package dev.jaycache.redis;

import dev.jaycache.store.NodeState;
import dev.jaycache.store.StoreException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The link to one server: it counts, says which server failed, and can be given up. As thread-safe
 * as the link.
 */
final class NodeLink implements ChoosingLink {
  private final RedisLink link;
  private final ServerLink server;
  private final Supplier<NodeState> state;
  private final Sessions sessions;
  private final Endpoint endpoint;
  private final int order;
  private final NodeCounters counters = new NodeCounters();
  private volatile boolean greeted;
  private volatile boolean retired;

  /**
   * A link to a server.
   *
   * @param link to the server, with all that is around it
   * @param server the same with nothing around it: no breaker is asked or told
   * @param state says how the server fares
   * @param sessions connections to it for those who need one to themselves; closed with this
   * @param order where it stands among the others; who uses several at a time asks for their
   *     replies in this order, see {@link FanOut}
   */
  NodeLink(
      RedisLink link,
      ServerLink server,
      Supplier<NodeState> state,
      Sessions sessions,
      Endpoint endpoint,
      int order) {
    this.link = link;
    this.server = server;
    this.state = state;
    this.sessions = sessions;
    this.endpoint = endpoint;
    this.order = order;
  }

  /** Where the server listens. */
  Endpoint endpoint() {
    return endpoint;
  }

  /** Where it stands among the others. */
  int order() {
    return order;
  }

  /** How the server fares. */
  NodeState state() {
    return state.get();
  }

  /** What happened here so far. */
  NodeCounters.Snapshot counters() {
    return counters.snapshot();
  }

  /** How the connections are used. */
  LinkUse use() {
    return server.use();
  }

  /** Whether somebody tried to reach the server so far. */
  boolean wasAsked() {
    return greeted || counters.snapshot().queries() > 0;
  }

  /**
   * Whether the server answers, whatever its breaker says.
   *
   * @return the time from the question to the answer on an open connection, in ns
   * @throws LinkException when there is no answer in time
   * @throws redis.clients.jedis.exceptions.JedisDataException when the answer is an error
   * @throws dev.jaycache.store.StoreException when the server lets nobody in
   */
  long ping(long deadline) {
    Command ping = new Command(Protocol.Command.PING);
    // The first one makes sure that there is a connection.
    server.call(ping, deadline);
    long begun = System.nanoTime();
    server.call(ping, deadline);
    return System.nanoTime() - begun;
  }

  @Override
  public @Nullable Object call(Command command, long deadline) {
    counters.sent(1);
    command.goesTo(this);
    try {
      Object reply = link.call(command, deadline);
      counters.answered();
      return reply;
    } catch (JedisDataException e) {
      count(e);
      throw e;
    } catch (LinkException e) {
      throw failed(e);
    } catch (StoreException e) {
      counters.failed();
      throw e;
    } catch (IllegalStateException e) {
      throw closed(e);
    }
  }

  @Override
  public List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
    return launch(commands, deadline, deadline).get();
  }

  @Override
  public Supplier<List<@Nullable Object>> launch(
      List<Command> commands, long sentBy, long deadline) {
    counters.sent(commands.size());
    commands.forEach(command -> command.goesTo(this));
    try {
      Supplier<List<@Nullable Object>> replies = link.launch(commands, sentBy, deadline);
      return () -> received(replies);
    } catch (LinkException e) {
      throw failed(e);
    } catch (StoreException e) {
      counters.failed();
      throw e;
    } catch (IllegalStateException e) {
      throw closed(e);
    }
  }

  private List<@Nullable Object> received(Supplier<List<@Nullable Object>> replies) {
    try {
      return counted(replies.get());
    } catch (LinkException e) {
      throw failed(e);
    } catch (StoreException e) {
      counters.failed();
      throw e;
    } catch (IllegalStateException e) {
      throw closed(e);
    }
  }

  private List<@Nullable Object> counted(List<@Nullable Object> replies) {
    LinkException seen = null;
    boolean answered = false;
    for (Object reply : replies) {
      if (reply instanceof JedisDataException e) {
        count(e);
      } else if (reply instanceof StoreException) {
        counters.failed();
      } else if (reply instanceof LinkException e && e != seen) {
        // One loss is the reply to all that were under way.
        seen = failed(e);
      } else if (!(reply instanceof LinkException)) {
        answered = true;
      }
    }
    if (answered) {
      counters.answered();
    }
    return replies;
  }

  private void count(JedisDataException error) {
    Redirection redirection = Redirection.of(error);
    if (redirection != null && redirection.slot() >= 0) {
      counters.redirected();
    } else {
      counters.failed();
    }
  }

  private LinkException failed(LinkException e) {
    counters.failed();
    return e;
  }

  private RuntimeException closed(IllegalStateException e) {
    return retired ? new LinkException("is no part of the cluster any more", false, e) : e;
  }

  @Override
  public Capabilities greet(long deadline) {
    greeted = true;
    try {
      return link.greet(deadline);
    } catch (LinkException e) {
      throw failed(e);
    } catch (StoreException e) {
      counters.failed();
      throw e;
    } catch (IllegalStateException e) {
      throw closed(e);
    }
  }

  /**
   * A connection of the caller's own.
   *
   * @param deadline for connecting
   * @throws LinkException when there is none in time
   * @throws dev.jaycache.store.StoreException when the server lets nobody in
   */
  Session session(long deadline) {
    counters.sent(1);
    try {
      return sessions.open(deadline);
    } catch (LinkException e) {
      throw failed(e);
    } catch (IllegalStateException e) {
      throw closed(e);
    }
  }

  @Override
  public List<NodeLink> masters(long deadline) {
    return List.of(this);
  }

  @Override
  public NodeLink owner(Command command, long deadline) {
    return this;
  }

  @Override
  public void leave(NodeLink failed, long deadline) {}

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

  /** A failure at this server, for those who name the place as a whole. */
  LinkException named(LinkException e) {
    String message = "(node " + endpoint + ") " + e.getMessage();
    return new LinkException(message, e.maybeSent(), e, e.trouble());
  }

  /** Closes the link since the server left; who still comes here is sent elsewhere. */
  void retire() {
    retired = true;
    link.close();
    sessions.retire();
  }

  @Override
  public void close() {
    link.close();
    sessions.close();
  }

  @Override
  public String toString() {
    return endpoint.toString();
  }
}
