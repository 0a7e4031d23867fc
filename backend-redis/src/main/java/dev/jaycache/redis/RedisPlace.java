package dev.jaycache.redis;

import dev.jaycache.store.NodeState;
import java.util.ArrayList;
import java.util.List;
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
  private final ChangeHub changes = new ChangeHub(this);

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

  /** Who tells of changes. */
  ChangeHub changes() {
    return changes;
  }

  /** How its servers fare. */
  List<NodeState> states() {
    return nodes.stream().flatMap(each -> each.all().stream()).map(NodeLink::state).toList();
  }

  /** The place as it is now. It asks nobody. */
  PlaceReport report() {
    ClusterTopology topology = topology();
    SlotTable table = topology == null ? null : topology.known();
    List<PlaceReport.Node> reports = new ArrayList<>();
    for (NodeLinks each : nodes) {
      for (NodeLink node : each.all()) {
        int slots = table == null ? 0 : table.count(node);
        reports.add(new PlaceReport.Node(node.endpoint().toString(), slots, node.counters()));
      }
    }
    if (topology != null) {
      return new PlaceReport(
          target.name(), "cluster", topology.refreshes(), topology.refreshedAt(), reports);
    }
    if (sentinel != null) {
      Refresher<Sentinels.Group> groups = sentinel.groups();
      return new PlaceReport(
          target.name(), "sentinel", groups.refreshes(), groups.refreshedAt(), reports);
    }
    return new PlaceReport(target.name(), "servers", 0, 0, reports);
  }

  private @Nullable ClusterTopology topology() {
    boolean isCluster = detecting == null ? link == cluster : detecting.detected() == cluster;
    return isCluster && cluster != null ? cluster.topology() : null;
  }

  /**
   * Looks who is who, now: asks the cluster's nodes or the sentinels. For other places it does
   * nothing.
   *
   * @throws LinkException when nobody answers
   * @throws dev.jaycache.store.StoreException when nobody lets us in
   */
  void refresh() {
    ClusterTopology topology = topology();
    if (topology != null) {
      topology.refreshNow(link.deadline());
    } else if (sentinel != null) {
      sentinel.groups().refreshNow(link.deadline());
    }
  }

  @Override
  public void close() {
    changes.close();
    link.close();
  }

  @Override
  public String toString() {
    return target.place();
  }
}
