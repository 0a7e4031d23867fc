package dev.jaycache.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The links to the servers of one place, one for each, made when it is first asked for. This is the
 * one factory of such links: what every server is to have is put around its link here. Safe for any
 * number of threads. It connects to nothing by itself.
 */
final class NodeLinks implements AutoCloseable {
  private final Access access;
  private final RedisSettings settings;
  private final @Nullable TlsSockets tls;
  private final boolean masters;
  private final DeadlineWatch watch;
  private final ConcurrentMap<Endpoint, NodeLink> links = new ConcurrentHashMap<>();
  private final NodeCounters gone = new NodeCounters();
  private final KnownNodes known = new KnownNodes();
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean closed;

  /**
   * The servers of a place.
   *
   * @param access how we get in, at each
   * @param masters whether each has to be a master
   * @param watch what closes connections whose deadline passed; shared, and not closed with this
   * @throws dev.jaycache.config.ConfigurationException when a certificate cannot be read
   */
  NodeLinks(Access access, RedisSettings settings, boolean masters, DeadlineWatch watch) {
    this.access = access;
    this.settings = settings;
    this.tls = access.tls() ? new TlsSockets(settings.tls()) : null;
    this.masters = masters;
    this.watch = watch;
  }

  /** The link to a server. */
  NodeLink at(Endpoint endpoint) {
    NodeLink link = links.get(endpoint);
    if (link == null) {
      link = links.computeIfAbsent(endpoint, this::make);
      if (closed) {
        link.close();
      }
    }
    return link;
  }

  private NodeLink make(Endpoint endpoint) {
    RedisAddress address = new RedisAddress(endpoint, access, masters);
    Connector connector = new Connector(address, settings, tls, watch, known);
    ServerLink link =
        settings.lanes() == 0
            ? new PooledLink(connector, watch, settings)
            : new LaneLink(connector, watch, settings);
    BreakerLink guarded = new BreakerLink(link, settings.breaker());
    RedisSettings.Waiting waiting = settings.waiting();
    RedisLink told = waiting.replicas() == 0 ? guarded : new ConfirmingLink(guarded, waiting);
    Sessions sessions = new Sessions(connector, watch, settings.maxConnections(), guarded);
    return new NodeLink(
        new ScriptedLink(told), link, guarded::state, sessions, endpoint, count.getAndIncrement());
  }

  /** All links that were made and not given up, in their order. */
  List<NodeLink> all() {
    List<NodeLink> all = new ArrayList<>(links.values());
    all.sort(Comparator.comparingInt(NodeLink::order));
    return all;
  }

  /** Gives up the links to all servers but these. */
  void retainAll(Collection<Endpoint> needed) {
    Set<Endpoint> kept = Set.copyOf(needed);
    for (NodeLink link : all()) {
      if (!kept.contains(link.endpoint()) && links.remove(link.endpoint(), link)) {
        link.retire();
        gone.add(link.counters());
      }
    }
  }

  /** What was counted at servers that were given up. */
  NodeCounters.Snapshot gone() {
    return gone.snapshot();
  }

  /** What all of them can that were connected. */
  Capabilities capabilities() {
    Capabilities least = Capabilities.UNKNOWN;
    for (NodeLink link : links.values()) {
      least = least.and(link.capabilities());
    }
    return least;
  }

  /** The deadline of an operation that begins now. */
  long deadline() {
    return System.nanoTime() + settings.timeouts().commandNanos();
  }

  /** Closes all connections; those in use, when their reply is there. Idempotent. */
  @Override
  public void close() {
    closed = true;
    links.values().forEach(NodeLink::close);
  }
}
