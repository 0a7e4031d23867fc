package dev.jaycache.redis.operations;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a manager counted at the servers of a group since its start, and how its connections are
 * used now. Immutable.
 *
 * @param group the group's name
 * @param queries commands that were sent
 * @param failed replies that were errors, or did not come; redirections are none
 * @param moved replies that were redirections ({@code MOVED} or {@code ASK})
 * @param topologyRefreshes how often it was asked who is who, with success
 * @param suspects how many keys of the group's caches are suspect; -1: all of a cache are
 * @param nodes the servers that are known
 */
public record RedisStatistics(
    String group,
    long queries,
    long failed,
    long moved,
    long topologyRefreshes,
    long suspects,
    List<Node> nodes) {

  /** With a copy of the list. */
  public RedisStatistics {
    nodes = List.copyOf(nodes);
  }

  /**
   * One server.
   *
   * @param ip its host; null: a unix socket
   * @param port its port; null: a unix socket
   * @param socketPath the path of the unix socket; null: TCP
   * @param breaker {@code closed}: callers are let through; {@code open}: they fail at once; or
   *     {@code half-open}: one is trying
   * @param breakerOpened how often it opened
   * @param keptAway how many calls failed at once
   * @param poolIdle open connections that nobody uses, of those that a caller has to itself
   * @param poolInUse such connections in use
   * @param poolLimit the most of both ({@code redis.pool.max-connections})
   * @param poolWaiting callers that wait for one
   * @param lanes the most shared connections ({@code redis.lanes.count}); 0: there are none
   * @param lanesInUse shared connections in use
   * @param lanesWaiting callers that queue for the next round trip
   */
  public record Node(
      @Nullable String ip,
      @Nullable Integer port,
      @Nullable String socketPath,
      String breaker,
      long breakerOpened,
      long keptAway,
      int poolIdle,
      int poolInUse,
      int poolLimit,
      int poolWaiting,
      int lanes,
      int lanesInUse,
      int lanesWaiting) {}
}
