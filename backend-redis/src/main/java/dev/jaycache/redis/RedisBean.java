package dev.jaycache.redis;

import dev.jaycache.redis.operations.RedisMXBean;
import dev.jaycache.redis.operations.RedisOperations;
import dev.jaycache.redis.operations.RedisStatistics;
import dev.jaycache.report.Json;
import dev.jaycache.report.Table;
import dev.jaycache.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The operations as an MXBean: data as JSON and as tables. Safe for any number of threads. */
final class RedisBean implements RedisMXBean {
  private final RedisOperations operations;

  /** A bean, not registered. */
  RedisBean(RedisOperations operations) {
    this.operations = operations;
  }

  private static @Nullable String group(@Nullable String given) {
    return given == null || given.isEmpty() ? null : given;
  }

  private long sum(ToLongFunction<RedisStatistics> what) {
    return operations.statistics(null).stream().mapToLong(what).sum();
  }

  @Override
  public List<String> getGroups() {
    return operations.groups();
  }

  @Override
  public long getQueries() {
    return sum(RedisStatistics::queries);
  }

  @Override
  public long getFailed() {
    return sum(RedisStatistics::failed);
  }

  @Override
  public long getMoved() {
    return sum(RedisStatistics::moved);
  }

  @Override
  public long getTopologyRefreshes() {
    return sum(RedisStatistics::topologyRefreshes);
  }

  @Override
  public long getSuspects() {
    boolean all =
        operations.statistics(null).stream().anyMatch(each -> each.suspects() == Store.ALL_SUSPECT);
    return all ? Store.ALL_SUSPECT : sum(RedisStatistics::suspects);
  }

  @Override
  public List<NodeView> getNodes() {
    List<NodeView> nodes = new ArrayList<>();
    for (RedisStatistics group : operations.statistics(null)) {
      group.nodes().forEach(node -> nodes.add(new Row(group.group(), node)));
    }
    return nodes;
  }

  @Override
  public String clusterInfo(@Nullable String group) {
    return Json.of(operations.clusterInfo(group(group)));
  }

  @Override
  public String clusterInfoTable(@Nullable String group) {
    return Table.of(operations.clusterInfo(group(group)));
  }

  @Override
  public String clusterRefresh(@Nullable String group) {
    return Json.of(operations.clusterRefresh(group(group)));
  }

  @Override
  public String clusterRefreshTable(@Nullable String group) {
    return Table.of(operations.clusterRefresh(group(group)));
  }

  @Override
  public String ping(@Nullable String group) {
    return Json.of(operations.ping(group(group)));
  }

  @Override
  public String pingTable(@Nullable String group) {
    return Table.of(operations.ping(group(group)));
  }

  @Override
  public String statistics(@Nullable String group) {
    return Json.of(operations.statistics(group(group)));
  }

  @Override
  public String statisticsTable(@Nullable String group) {
    return Table.of(operations.statistics(group(group)));
  }

  /** JMX reads properties by their getters. */
  private record Row(String group, RedisStatistics.Node node) implements NodeView {
    @Override
    public String getGroup() {
      return group;
    }

    @Override
    public String getNode() {
      String ip = node.ip();
      Integer port = node.port();
      return ip == null || port == null
          ? String.valueOf(node.socketPath())
          : Endpoint.tcp(ip, port).toString();
    }

    @Override
    public String getBreaker() {
      return node.breaker();
    }

    @Override
    public long getBreakerOpened() {
      return node.breakerOpened();
    }

    @Override
    public long getKeptAway() {
      return node.keptAway();
    }

    @Override
    public int getPoolIdle() {
      return node.poolIdle();
    }

    @Override
    public int getPoolInUse() {
      return node.poolInUse();
    }

    @Override
    public int getPoolLimit() {
      return node.poolLimit();
    }

    @Override
    public int getPoolWaiting() {
      return node.poolWaiting();
    }

    @Override
    public int getLanes() {
      return node.lanes();
    }

    @Override
    public int getLanesInUse() {
      return node.lanesInUse();
    }

    @Override
    public int getLanesWaiting() {
      return node.lanesWaiting();
    }
  }
}
