package dev.jaycache.redis;

import dev.jaycache.store.NodeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A place where caches live, with the links that lead there: what stores talk through, and what
 * operators ask. Safe for any number of threads. It connects when it is first used.
 */
final class RedisPlace implements AutoCloseable {
  private final RedisTarget target;
  private final ChoosingLink link;
  private final List<NodeLinks> nodes;
  private final @Nullable DetectingLink detecting;
  private final @Nullable SentinelLink sentinel;
  private final @Nullable ClusterLink cluster;
  private final Set<String> caches = ConcurrentHashMap.newKeySet();
  private final ChangeHub changes = new ChangeHub(this, TrackingFeed::new);
  private final ChangeHub published = new ChangeHub(this, ChannelFeed::new);
  private final ChannelHub channels = new ChannelHub(this);

  /**
   * A place; it connects to nothing yet.
   *
   * @param watch what closes connections whose deadline passed; shared, and not closed with this
   * @throws dev.jaycache.config.ConfigurationException when a certificate cannot be read
   */
  RedisPlace(RedisTarget target, RedisSettings settings, DeadlineWatch watch) {
    this.target = target;
    Access access = target.access();
    RedisTarget.SentinelGroup group = target.sentinel();
    NodeLinks servers = new NodeLinks(access, settings, group != null, watch);
    if (group != null) {
      NodeLinks replicas = new NodeLinks(access, settings.withoutFlush(), false, watch);
      NodeLinks asked =
          new NodeLinks(group.access(), settings.withoutFlush().withoutBreaker(), false, watch);
      Sentinels sentinels = new Sentinels(asked, target.nodes(), group.master(), group.replicas());
      SentinelLink.Roles roles = new SentinelLink.Roles(servers, replicas, asked);
      this.sentinel = new SentinelLink(sentinels, roles, target.place());
      this.link = sentinel;
      this.nodes = List.of(servers, replicas);
      this.cluster = null;
      this.detecting = null;
      return;
    }
    this.sentinel = null;
    this.nodes = List.of(servers);
    List<Endpoint> seeds = target.nodes();
    ClusterTopology topology = new ClusterTopology(servers, seeds, access.tls());
    String place = new RedisTarget("", RedisTarget.Kind.CLUSTER, seeds, access, null).place();
    this.cluster = new ClusterLink(topology, servers, place);
    if (target.kind() == RedisTarget.Kind.CLUSTER) {
      this.detecting = null;
      this.link = cluster;
    } else {
      ChoosingLink given =
          seeds.size() == 1
              ? servers.at(seeds.get(0))
              : new FailoverLink(seeds, servers, target.place());
      this.detecting = new DetectingLink(given, cluster);
      this.link = detecting;
    }
  }

  /** What the user calls the place; empty: nothing. */
  String name() {
    return target.name();
  }

  /** The database that is selected at its servers. */
  int database() {
    return target.access().database();
  }

  /** What stores talk through, and who else asks its servers. */
  ChoosingLink link() {
    return link;
  }

  /** Who tells of changes that the servers tell of. */
  ChangeHub changes() {
    return changes;
  }

  /** Who tells of changes that those tell of who make them. */
  ChangeHub published() {
    return published;
  }

  /** Who hears channels. */
  ChannelHub channels() {
    return channels;
  }

  /** How its servers fare. */
  List<NodeState> states() {
    return nodes.stream().flatMap(each -> each.all().stream()).map(NodeLink::state).toList();
  }

  /** Notes that a cache lives here. */
  void opened(String cache) {
    caches.add(cache);
  }

  /** The names of the caches that live here, or did. */
  Set<String> caches() {
    return Set.copyOf(caches);
  }

  /** The servers as they are configured, without user and password. */
  String url() {
    return target.url();
  }

  /** Where the servers listen that are asked first. */
  List<Endpoint> seeds() {
    return target.nodes();
  }

  /** All servers that are known, also those that nobody talked to. It asks nobody. */
  List<NodeLink> nodes() {
    SlotTable table = slots();
    NodeLinks servers = nodes.get(0);
    if (table != null) {
      table.endpoints().forEach(servers::at);
    } else if (target.kind() == RedisTarget.Kind.CLUSTER) {
      seeds().forEach(servers::at);
    }
    return nodes.stream().flatMap(each -> each.all().stream()).toList();
  }

  /** The place as it is now. It asks nobody. */
  PlaceReport report() {
    ClusterTopology topology = topology();
    SlotTable table = topology == null ? null : topology.known();
    List<PlaceReport.Node> reports = new ArrayList<>();
    for (NodeLink node : nodes()) {
      int slots = table == null ? 0 : table.count(node);
      reports.add(
          new PlaceReport.Node(node.endpoint(), slots, node.counters(), node.state(), node.use()));
    }
    NodeCounters gone = new NodeCounters();
    nodes.forEach(each -> gone.add(each.gone()));
    return new PlaceReport(name(), kind(topology), topologyReport(), reports, gone.snapshot());
  }

  private String kind(@Nullable ClusterTopology topology) {
    if (topology != null) {
      return "cluster";
    }
    if (sentinel != null) {
      return "sentinel";
    }
    return seeds().size() > 1 ? "failover" : "single";
  }

  private PlaceReport.Topology topologyReport() {
    ClusterTopology topology = topology();
    if (topology != null) {
      String command = topology.command();
      SlotTable table = topology.known();
      return new PlaceReport.Topology(
          command == null ? "none" : command,
          topology.refreshes(),
          topology.refreshedAt(),
          table == null ? 0 : table.mapped());
    }
    if (sentinel != null) {
      Refresher<Sentinels.Group> groups = sentinel.groups();
      return new PlaceReport.Topology("none", groups.refreshes(), groups.refreshedAt(), 0);
    }
    return new PlaceReport.Topology("none", 0, 0, 0);
  }

  private @Nullable ClusterTopology topology() {
    boolean isCluster = detecting == null ? link == cluster : detecting.detected() == cluster;
    return isCluster && cluster != null ? cluster.topology() : null;
  }

  /** Who has which slots, as far as it is known; null: not known, or no cluster. It asks nobody. */
  @Nullable SlotTable slots() {
    ClusterTopology topology = topology();
    return topology == null ? null : topology.known();
  }

  /** Whether a node is the one that has a key, as far as that is known. It asks nobody. */
  boolean owns(NodeLink node, byte[] key) {
    SlotTable table = slots();
    NodeLink owner = table == null ? null : table.owner(SlotTable.slot(key));
    return owner == null || owner == node;
  }

  /** Whether another server may become the one to be asked. */
  boolean mayChange() {
    return sentinel != null || target.nodes().size() > 1 || topology() != null;
  }

  /**
   * Finds out whether servers that may be a cluster are one, where nobody knows it yet.
   *
   * @throws LinkException when nobody answers
   * @throws dev.jaycache.store.StoreException when nobody lets us in
   */
  void detect() {
    if (detecting != null && detecting.detected() == null) {
      detecting.greet(detecting.deadline());
    }
  }

  /**
   * Looks who is who, now: asks the cluster's nodes or the sentinels. For other places it does
   * nothing.
   *
   * @return whether there was somebody to ask
   * @throws LinkException when nobody answers
   * @throws dev.jaycache.store.StoreException when nobody lets us in
   */
  boolean refresh() {
    ClusterTopology topology = topology();
    if (topology != null) {
      topology.refreshNow(link.deadline());
    } else if (sentinel != null) {
      sentinel.groups().refreshNow(link.deadline());
    }
    return topology != null || sentinel != null;
  }

  @Override
  public void close() {
    changes.close();
    published.close();
    channels.close();
    link.close();
  }

  @Override
  public String toString() {
    return target.place();
  }
}
