package dev.jaycache.redis.operations;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a manager knows of the servers of a group. Immutable.
 *
 * @param group its name
 * @param url the servers as they are configured, without user, password and parameters
 * @param mode {@code single}; {@code failover}: several hosts of which one serves; {@code
 *     sentinel}; or {@code cluster}. A cluster that is found by itself is {@code single} or {@code
 *     failover} until the first connection
 * @param transport {@code tcp} or {@code unix}
 * @param socketPath the path of the unix socket; null: TCP
 * @param clusterCommand by which command the last look was taken: {@code SHARDS} or {@code SLOTS};
 *     {@code none}: no cluster, or nobody looked yet
 * @param topologyRefreshes how often it was asked who is who, with success
 * @param lastTopologyRefresh when that was last, in seconds since 1970; 0: never
 * @param nodes the servers that are known
 * @param totalSlotsMapped how many slots have a node, of 16384; 0: no cluster
 */
public record ClusterInfo(
    String group,
    String url,
    String mode,
    String transport,
    @Nullable String socketPath,
    String clusterCommand,
    long topologyRefreshes,
    long lastTopologyRefresh,
    List<Node> nodes,
    int totalSlotsMapped) {

  /** With a copy of the list. */
  public ClusterInfo {
    nodes = List.copyOf(nodes);
  }

  /**
   * One server.
   *
   * @param ip its host, as it is configured or as the cluster names it; null: a unix socket
   * @param port its port; null: a unix socket
   * @param socketPath the path of the unix socket; null: TCP
   * @param status {@code connected}: a connection is open; or {@code disconnected}
   * @param slotsAssigned how many slots of a cluster it has; 0: a replica, or no cluster
   * @param queries commands that were sent, since the start
   * @param errors replies that were errors, or did not come; redirections are none
   * @param moved replies that were redirections ({@code MOVED} or {@code ASK})
   * @param lastActivity how long ago the last reply came that was no error, in seconds; -1: never
   */
  public record Node(
      @Nullable String ip,
      @Nullable Integer port,
      @Nullable String socketPath,
      String status,
      int slotsAssigned,
      long queries,
      long errors,
      long moved,
      long lastActivity) {}
}
