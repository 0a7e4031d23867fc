package dev.jaycache.memcached;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The link over the client library's reactor: a thread hands over one burst for each server, then
 * waits for all of them. Safe for any number of threads.
 */
final class ReactorLink implements MemcachedLink {
  /** How often a waiting thread looks whether its connection is still there. */
  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final LinkSettings settings;
  private final Ring ring;
  private final Reactor reactor;
  private final List<Node> nodes = new ArrayList<>();
  private volatile boolean closed;

  /** A link; it connects to nothing yet. */
  ReactorLink(List<ServerAddress> servers, String locator, LinkSettings settings) {
    this.settings = settings;
    this.ring = new Ring(locator, servers);
    this.reactor = new Reactor(servers.size());
    for (ServerAddress server : servers) {
      nodes.add(new Node(server, settings, reactor));
    }
  }

  /** What one server gets. */
  private static final class Share {
    final Node node;
    final List<Integer> places = new ArrayList<>();
    final List<Command> commands = new ArrayList<>();
    long begin;
    @Nullable ServerSession session;
    @Nullable Burst burst;
    @Nullable LinkException failure;

    Share(Node node) {
      this.node = node;
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
    // A server that is not there must not hold up what the others get.
    shares.stream().filter(share -> share.node.isConnected()).forEach(each -> send(each, deadline));
    shares.stream().filter(share -> share.burst == null).forEach(each -> send(each, deadline));
    Reply[] replies = new Reply[commands.size()];
    for (Share share : shares) {
      List<Reply> own = replies(share, deadline);
      for (int i = 0; i < own.size(); i++) {
        replies[share.places.get(i)] = own.get(i);
      }
    }
    return List.of(replies);
  }

  private List<Share> shares(List<Command> commands) {
    @Nullable Share[] byServer = new Share[nodes.size()];
    List<Share> shares = new ArrayList<>(1);
    for (int i = 0; i < commands.size(); i++) {
      Command command = commands.get(i);
      Share share = byServer[command.server()];
      if (share == null) {
        share = new Share(nodes.get(command.server()));
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
    Wire wire = settings.wire();
    try {
      ServerSession session = share.node.session(deadline);
      byte[] bytes = wire.encode(share.commands);
      Burst burst = new Burst(bytes, wire.reader(share.commands), share.commands.size());
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
      while (true) {
        long now = System.nanoTime();
        boolean wasClosed = session.isClosed();
        if (burst.await(Math.min(deadline - now, GLANCE_NANOS) + now)) {
          return burst.replies(session.ended(true));
        }
        if (wasClosed) {
          // It was written to a connection that had ended before: nobody will tell us.
          return burst.replies(session.ended(burst.maybeSent()));
        }
        if (deadline - System.nanoTime() <= 0) {
          return burst.replies(late(share, burst));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return burst.replies(
          new LinkException("was not waited for: the thread is interrupted", true, e));
    }
  }

  private LinkException late(Share share, Burst burst) {
    LinkException late =
        new LinkException(
            "did not answer within "
                + TimeUnit.NANOSECONDS.toMillis(settings.commandNanos())
                + " ms; is it overloaded, or is command-timeout too short?",
            burst.maybeSent(),
            null);
    burst.fail(late);
    ServerSession session = share.session;
    if (session != null && session.isMuteSince(share.begin)) {
      // A link that is half open would stay so; a new connection tells.
      session.cut("did not answer, and its connection was given up");
    }
    return late;
  }

  @Override
  public long deadline() {
    return System.nanoTime() + settings.commandNanos();
  }

  @Override
  public String place(int server) {
    return nodes.get(server).place();
  }

  @Override
  public void close() {
    closed = true;
    nodes.forEach(Node::close);
    try {
      reactor.stop();
    } catch (IOException e) {
      // Its connections are cut, and its thread ends by itself.
    }
  }
}
