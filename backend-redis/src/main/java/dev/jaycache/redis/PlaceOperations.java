package dev.jaycache.redis;

import dev.jaycache.redis.operations.ClusterInfo;
import dev.jaycache.redis.operations.ClusterRefresh;
import dev.jaycache.redis.operations.Pings;
import dev.jaycache.redis.operations.RedisOperations;
import dev.jaycache.redis.operations.RedisStatistics;
import dev.jaycache.store.NodeState;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What operators ask of the places of a manager, and do there. Safe for any number of threads. It
 * says no more than the places know.
 */
final class PlaceOperations implements RedisOperations {
  private final List<RedisPlace> places;
  private volatile Supplier<Map<String, Long>> suspects = Map::of;

  /** Operations on places. */
  PlaceOperations(List<RedisPlace> places) {
    this.places = List.copyOf(places);
  }

  /** Tells where to ask for the suspect keys of caches, by the cache's name. */
  void asks(Supplier<Map<String, Long>> source) {
    suspects = source;
  }

  private static String group(RedisPlace place) {
    return place.name().isEmpty() ? UNNAMED : place.name();
  }

  @Override
  public List<String> groups() {
    return places.stream().map(PlaceOperations::group).toList();
  }

  private List<RedisPlace> places(@Nullable String group) {
    if (group == null) {
      return places;
    }
    List<RedisPlace> named = places.stream().filter(place -> group(place).equals(group)).toList();
    if (named.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no group of this name; the groups are " + groups());
    }
    return named;
  }

  @Override
  public List<ClusterInfo> clusterInfo(@Nullable String group) {
    return places(group).stream().map(PlaceOperations::info).toList();
  }

  private static ClusterInfo info(RedisPlace place) {
    PlaceReport report = place.report();
    String socket = place.seeds().get(0).socket();
    return new ClusterInfo(
        group(place),
        place.url(),
        report.kind(),
        socket == null ? "tcp" : "unix",
        socket,
        report.topology().command(),
        report.refreshes(),
        TimeUnit.MILLISECONDS.toSeconds(report.refreshedAt()),
        report.nodes().stream().map(PlaceOperations::info).toList(),
        report.topology().slots());
  }

  private static ClusterInfo.Node info(PlaceReport.Node node) {
    return new ClusterInfo.Node(
        ip(node.at()),
        port(node.at()),
        node.at().socket(),
        node.use().isConnected() ? "connected" : "disconnected",
        node.slots(),
        node.counters().queries(),
        node.counters().errors(),
        node.counters().moved(),
        secondsSince(node.counters().lastActivity()));
  }

  private static @Nullable String ip(Endpoint at) {
    return at.socket() == null ? at.host() : null;
  }

  private static @Nullable Integer port(Endpoint at) {
    return at.socket() == null ? at.port() : null;
  }

  private static long secondsSince(long millis) {
    return millis == 0
        ? -1
        : TimeUnit.MILLISECONDS.toSeconds(Math.max(0, System.currentTimeMillis() - millis));
  }

  @Override
  public List<ClusterRefresh> clusterRefresh(@Nullable String group) {
    return places(group).stream().map(PlaceOperations::refresh).toList();
  }

  private static ClusterRefresh refresh(RedisPlace place) {
    try {
      place.detect();
      String status = place.refresh() ? ClusterRefresh.OK : ClusterRefresh.SKIPPED;
      return new ClusterRefresh(group(place), status, null);
    } catch (LinkException | StoreException | JedisDataException e) {
      return new ClusterRefresh(group(place), ClusterRefresh.ERROR, e.getMessage());
    }
  }

  @Override
  public List<Pings> ping(@Nullable String group) {
    return places(group).stream()
        .map(
            place ->
                new Pings(group(place), place.nodes().stream().map(PlaceOperations::ping).toList()))
        .toList();
  }

  private static Pings.Node ping(NodeLink node) {
    if (!node.wasAsked()) {
      return ping(node, Pings.DISCONNECTED, -1, null);
    }
    try {
      long nanos = node.ping(node.deadline());
      return ping(node, Pings.REACHABLE, TimeUnit.NANOSECONDS.toMicros(nanos), null);
    } catch (LinkException | StoreException | JedisDataException e) {
      return ping(node, Pings.UNREACHABLE, -1, e.getMessage());
    }
  }

  private static Pings.Node ping(
      NodeLink node, String status, long latency, @Nullable String reason) {
    Endpoint at = node.endpoint();
    return new Pings.Node(ip(at), port(at), at.socket(), status, latency, reason);
  }

  @Override
  public void connect(@Nullable String group) {
    for (RedisPlace place : places(group)) {
      greet(place.link());
      place.nodes().forEach(PlaceOperations::greet);
    }
  }

  private static void greet(RedisLink link) {
    try {
      link.greet(link.deadline());
    } catch (LinkException | StoreException | JedisDataException e) {
      // Who asks next is told.
    }
  }

  @Override
  public List<RedisStatistics> statistics(@Nullable String group) {
    Map<String, Long> known = suspects.get();
    return places(group).stream().map(place -> statistics(place, known)).toList();
  }

  private static RedisStatistics statistics(RedisPlace place, Map<String, Long> known) {
    PlaceReport report = place.report();
    NodeCounters sum = new NodeCounters();
    sum.add(report.gone());
    List<RedisStatistics.Node> nodes = new ArrayList<>();
    for (PlaceReport.Node node : report.nodes()) {
      sum.add(node.counters());
      nodes.add(statistics(node));
    }
    NodeCounters.Snapshot counted = sum.snapshot();
    return new RedisStatistics(
        group(place),
        counted.queries(),
        counted.errors(),
        counted.moved(),
        report.refreshes(),
        suspects(place, known),
        nodes);
  }

  private static long suspects(RedisPlace place, Map<String, Long> known) {
    long sum = 0;
    for (String cache : place.caches()) {
      long here = known.getOrDefault(cache, 0L);
      if (here == Store.ALL_SUSPECT) {
        return Store.ALL_SUSPECT;
      }
      sum += here;
    }
    return sum;
  }

  private static RedisStatistics.Node statistics(PlaceReport.Node node) {
    NodeState state = node.state();
    LinkUse.Pool pool = node.use().pool();
    LinkUse.Pool lanes = node.use().lanes();
    return new RedisStatistics.Node(
        ip(node.at()),
        port(node.at()),
        node.at().socket(),
        breaker(state.health()),
        state.opened(),
        state.keptAway(),
        pool.idle(),
        pool.inUse(),
        pool.limit(),
        pool.waiting(),
        lanes.limit(),
        lanes.inUse(),
        lanes.waiting());
  }

  private static String breaker(NodeState.Health health) {
    return switch (health) {
      case IN_USE -> "closed";
      case AT_REST -> "open";
      case ON_TRIAL -> "half-open";
    };
  }
}
