package dev.jaycache.memcached;

import dev.jaycache.store.Callers;
import dev.jaycache.store.NodeState;
import dev.jaycache.store.outage.Breaker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The link whose work its callers do: a thread brings one burst for each server, then waits for all
 * of them, and sends and receives where nobody else is just doing it. Safe for any number of
 * threads. It has no threads of its own.
 */
final class TurnLink implements MemcachedLink {
  private final LinkSettings settings;
  private final Ring ring;
  private final List<Node> nodes = new ArrayList<>();
  private final Callers callers = new Callers();
  private volatile boolean closed;

  /** A link; it connects to nothing yet. */
  TurnLink(List<ServerAddress> servers, String locator, LinkSettings settings) {
    this(servers, servers.size(), locator, settings);
  }

  /**
   * A link; it connects to nothing yet.
   *
   * @param ringed how many of the servers have keys; the others are their standbys
   */
  TurnLink(List<ServerAddress> servers, int ringed, String locator, LinkSettings settings) {
    this.settings = settings;
    this.ring = new Ring(locator, servers.subList(0, ringed));
    for (ServerAddress server : servers) {
      nodes.add(new Node(server, settings, callers));
    }
  }

  /** What one server gets. */
  private static final class Share {
    final Node node;
    final List<Integer> places;
    final List<Command> commands;
    long begin;
    @Nullable ServerSession session;
    @Nullable Burst burst;
    @Nullable LinkException failure;
    Breaker.@Nullable Pass pass;

    Share(Node node, List<Integer> places, List<Command> commands) {
      this.node = node;
      this.places = places;
      this.commands = commands;
    }
  }

  @Override
  public int servers() {
    return nodes.size();
  }

  @Override
  public int serverOf(String key) {
    return ring.serverOf(key);
  }

  @Override
  public List<Reply> run(List<Command> commands, long deadline) {
    if (closed) {
      throw new IllegalStateException("the connections to memcached are closed");
    }
    List<Share> shares = shares(commands);
    callers.come();
    try {
      return run(shares, commands.size(), deadline);
    } finally {
      callers.leave();
      for (Share share : shares) {
        if (share.pass != null) {
          share.pass.close();
        }
        if (share.burst != null) {
          // After an error nobody waits for the others.
          share.burst.withdraw();
        }
      }
    }
  }

  private List<Reply> run(List<Share> shares, int commands, long deadline) {
    if (shares.size() == 1) {
      Share only = shares.get(0);
      send(only, deadline);
      List<Reply> replies = replies(only, deadline);
      tell(only, replies);
      return replies;
    }
    // A server that is not there must not hold up what the others get.
    shares.stream().filter(share -> share.node.isConnected()).forEach(each -> send(each, deadline));
    shares.forEach(TurnLink::push);
    shares.stream().filter(share -> share.burst == null).forEach(each -> send(each, deadline));
    // The others are to work while we wait for the first.
    shares.forEach(TurnLink::push);
    Reply[] replies = new Reply[commands];
    for (Share share : shares) {
      List<Reply> own = replies(share, deadline);
      tell(share, own);
      for (int i = 0; i < own.size(); i++) {
        replies[share.places.get(i)] = own.get(i);
      }
    }
    return List.of(replies);
  }

  /** Tells the breaker how it went; the last reply is the first to be missing. */
  private static void tell(Share share, List<Reply> replies) {
    if (share.pass == null) {
      return;
    }
    if (replies.get(replies.size() - 1) instanceof Reply.Lost lost) {
      LinkException failure = lost.failure();
      if (!failure.isInterruption()) {
        share.pass.failed(failure.trouble(), String.valueOf(failure.getMessage()));
      }
    } else {
      share.pass.answered();
    }
  }

  private static void push(Share share) {
    if (share.session != null) {
      share.session.push();
    }
  }

  private static boolean areOf(int server, List<Command> commands) {
    for (int i = 0; i < commands.size(); i++) {
      if (commands.get(i).server() != server) {
        return false;
      }
    }
    return true;
  }

  private List<Share> shares(List<Command> commands) {
    int first = commands.isEmpty() ? 0 : commands.get(0).server();
    if (!commands.isEmpty() && areOf(first, commands)) {
      // A copy: what was given up may still be read from when its reply comes.
      return List.of(new Share(nodes.get(first), List.of(), List.copyOf(commands)));
    }
    @Nullable Share[] byServer = new Share[nodes.size()];
    List<Share> shares = new ArrayList<>(1);
    for (int i = 0; i < commands.size(); i++) {
      Command command = commands.get(i);
      Share share = byServer[command.server()];
      if (share == null) {
        share = new Share(nodes.get(command.server()), new ArrayList<>(), new ArrayList<>());
        byServer[command.server()] = share;
        shares.add(share);
      }
      share.places.add(i);
      share.commands.add(command);
    }
    return shares;
  }

  private void send(Share share, long deadline) {
    if (share.failure != null) {
      return;
    }
    if (Thread.currentThread().isInterrupted()) {
      // It would not wait for the reply; another must not send it meanwhile.
      share.failure = LinkException.interrupted(new InterruptedException());
      return;
    }
    Breaker breaker = share.node.breaker();
    share.pass = breaker.enter();
    if (share.pass == null) {
      share.failure = new LinkException(breaker.refusal(), false, null);
      return;
    }
    try {
      ServerSession session = share.node.session(deadline);
      Burst burst = Burst.of(share.commands, settings.wire(), session.isQuiet());
      share.session = session;
      share.burst = burst;
      share.begin = System.nanoTime();
      session.write(burst);
    } catch (LinkException e) {
      share.failure = e;
    }
  }

  private List<Reply> replies(Share share, long deadline) {
    Burst burst = share.burst;
    ServerSession session = share.session;
    if (burst == null || session == null) {
      LinkException failure = share.failure;
      Reply lost =
          new Reply.Lost(
              failure == null ? new LinkException("was not asked", false, null) : failure);
      return Collections.nCopies(share.commands.size(), lost);
    }
    try {
      return session.await(burst, deadline)
          ? burst.replies(() -> session.ended(true))
          : burst.replies(() -> late(session, share.begin, burst));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return burst.replies(
          () ->
              new LinkException(
                  "was not waited for: the thread is interrupted", !burst.withdraw(), e));
    }
  }

  private LinkException late(ServerSession session, long begin, Burst burst) {
    LinkException late =
        new LinkException(
            "did not answer within "
                + TimeUnit.NANOSECONDS.toMillis(settings.commandNanos())
                + " ms; is it overloaded, or is command-timeout too short?",
            !burst.withdraw(),
            null,
            Breaker.Trouble.TIMEOUT);
    burst.fail(late);
    if (session.isMuteSince(begin)) {
      // A link that is half open would stay so; a new connection tells.
      session.reset("did not answer, and its connection was given up");
    }
    return late;
  }

  @Override
  public boolean hasLooks() {
    return settings.wire().hasLooks();
  }

  @Override
  public long deadline() {
    return System.nanoTime() + settings.commandNanos();
  }

  @Override
  public Breaker breaker(int server) {
    return nodes.get(server).breaker();
  }

  @Override
  public List<NodeState> states() {
    return nodes.stream().map(node -> node.breaker().state()).toList();
  }

  @Override
  public String place(int server) {
    return nodes.get(server).place();
  }

  @Override
  public void close() {
    closed = true;
    nodes.forEach(Node::close);
  }
}
