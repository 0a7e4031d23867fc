package dev.jaycache.redis.operations;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link RedisOperations} by JMX, under {@code dev.jaycache:type=Redis,manager=<URI>}. Safe for any
 * number of threads.
 *
 * <p>Operations give JSON, and those whose names end in {@code Table} a table of text. An empty
 * group, or none, stands for all.
 */
public interface RedisMXBean {
  /** The names of the groups. */
  List<String> getGroups();

  /** Commands that were sent, to all groups. */
  long getQueries();

  /** Replies that were errors, or did not come, of all groups. */
  long getFailed();

  /** Redirections, of all groups. */
  long getMoved();

  /** How often it was asked who is who, with success, in all groups. */
  long getTopologyRefreshes();

  /** How many keys are suspect, of all caches; -1: all of a cache are. */
  long getSuspects();

  /** The servers of all groups. */
  List<NodeView> getNodes();

  /** {@link RedisOperations#clusterInfo} as JSON. */
  String clusterInfo(@Nullable String group);

  /** {@link RedisOperations#clusterInfo} as a table. */
  String clusterInfoTable(@Nullable String group);

  /** {@link RedisOperations#clusterRefresh} as JSON. */
  String clusterRefresh(@Nullable String group);

  /** {@link RedisOperations#clusterRefresh} as a table. */
  String clusterRefreshTable(@Nullable String group);

  /** {@link RedisOperations#ping} as JSON. */
  String ping(@Nullable String group);

  /** {@link RedisOperations#ping} as a table. */
  String pingTable(@Nullable String group);

  /** {@link RedisOperations#statistics} as JSON. */
  String statistics(@Nullable String group);

  /** {@link RedisOperations#statistics} as a table. */
  String statisticsTable(@Nullable String group);

  /** One server; see {@link RedisStatistics.Node}. */
  interface NodeView {
    /** The group's name. */
    String getGroup();

    /** {@code host:port}, or the path of a unix socket. */
    String getNode();

    /** {@code closed}, {@code open} or {@code half-open}. */
    String getBreaker();

    /** How often the breaker opened. */
    long getBreakerOpened();

    /** How many calls the breaker kept away. */
    long getKeptAway();

    /** Idle connections. */
    int getPoolIdle();

    /** Connections in use. */
    int getPoolInUse();

    /** The most connections. */
    int getPoolLimit();

    /** Callers that wait for a connection. */
    int getPoolWaiting();

    /** The most shared connections. */
    int getLanes();

    /** Shared connections in use. */
    int getLanesInUse();

    /** Callers that queue for a shared one. */
    int getLanesWaiting();
  }
}
