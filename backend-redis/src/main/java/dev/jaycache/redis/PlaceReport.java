package dev.jaycache.redis;

import dev.jaycache.store.NodeState;
import java.util.List;

/**
 * What operators want to know of a place. Immutable. Shows neither user nor password.
 *
 * @param name what the user calls the place; empty: nothing
 * @param kind {@code single}, {@code failover}, {@code sentinel} or {@code cluster}
 * @param topology who is who, and how that is known
 * @param nodes the servers that are known, in the order in which they became so
 * @param gone what was counted at servers that are known no more
 */
record PlaceReport(
    String name, String kind, Topology topology, List<Node> nodes, NodeCounters.Snapshot gone) {
  /**
   * Who is who.
   *
   * @param command SHARDS or SLOTS, where a cluster was asked; else none
   * @param refreshes how often it was asked, with success
   * @param refreshedAt when that was last, in ms since 1970; 0: never
   * @param slots how many slots of a cluster somebody has
   */
  record Topology(String command, long refreshes, long refreshedAt, int slots) {}

  /**
   * One server.
   *
   * @param at where it listens
   * @param slots how many slots of a cluster it has; 0: it is a replica, or in no cluster
   * @param counters what happened there
   * @param state how it fares
   * @param use how the connections are used
   */
  record Node(
      Endpoint at, int slots, NodeCounters.Snapshot counters, NodeState state, LinkUse use) {
    /** {@code host:port}, or the path of a unix socket. */
    String endpoint() {
      return at.toString();
    }
  }

  /** With a copy of the list. */
  PlaceReport {
    nodes = List.copyOf(nodes);
  }

  /** How often it was asked who is who, with success. */
  long refreshes() {
    return topology.refreshes();
  }

  /** When that was last, in ms since 1970; 0: never. */
  long refreshedAt() {
    return topology.refreshedAt();
  }
}
