package dev.jaycache.benchmark;

import dev.jaycache.testkit.proxy.Direction;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.Awaiting;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A Redis cluster of three masters, for all contenders: each has a namespace of its own. For one
 * thread.
 */
final class ClusterSite implements Site {
  private static final int MASTERS = 3;

  private final RedisCluster cluster;
  private final List<FaultProxy> ways = new ArrayList<>();
  private final Duration delay;

  private ClusterSite(RedisCluster cluster, Duration delay) {
    this.cluster = cluster;
    this.delay = delay;
  }

  /**
   * Starts the cluster.
   *
   * @param delay how much later each byte arrives at a node; zero: no proxy in between
   */
  static ClusterSite start(Duration delay) {
    RedisCluster cluster = RedisCluster.start(Flavor.REDIS, MASTERS, 0, RedisOptions.PLAIN);
    ClusterSite site = new ClusterSite(cluster, delay);
    if (!delay.isZero()) {
      cluster.nodes().forEach(site::moveAway);
      cluster.nodes().forEach(site::awaitWays);
    }
    return site;
  }

  /** Each node names the way to it, to clients and to the other nodes. */
  private void moveAway(RedisProcess node) {
    FaultProxy way = new FaultProxy(node.host(), node.port());
    way.delay(Direction.TO_SERVER, delay);
    ways.add(way);
    node.cli("CONFIG", "SET", "cluster-announce-port", Integer.toString(way.port()));
  }

  private void awaitWays(RedisProcess node) {
    Awaiting.until(
        "the node knows the ways to all",
        () -> {
          List<String> words = node.cli("CLUSTER", "SHARDS").lines().toList();
          return ways.stream().allMatch(way -> words.contains(Integer.toString(way.port())));
        });
  }

  @Override
  public URI of(Contender contender) {
    return ways.isEmpty()
        ? URI.create(cluster.uri())
        : URI.create("redis://127.0.0.1:" + ways.get(0).port());
  }

  @Override
  public String description() {
    return "Redis "
        + info(cluster.nodes().get(0), "server", "redis_version")
        + ", a cluster of "
        + MASTERS
        + " masters, "
        + (delay.isZero() ? "loopback" : delay.toMillis() + " ms away")
        + ", a namespace for each contender";
  }

  @Override
  public long usedBytes(Contender contender) {
    return cluster.nodes().stream().mapToLong(ClusterSite::usedBytes).sum();
  }

  private static long usedBytes(RedisProcess node) {
    return Long.parseLong(info(node, "memory", "used_memory"))
        - Long.parseLong(info(node, "memory", "mem_clients_normal"));
  }

  private static String info(RedisProcess node, String section, String name) {
    return node.cli("INFO", section)
        .lines()
        .filter(line -> line.startsWith(name + ':'))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("INFO " + section + " tells no " + name));
  }

  @Override
  public void close() {
    ways.forEach(FaultProxy::close);
    cluster.close();
  }
}
