package dev.jaycache.redis;

import java.util.List;

/**
 * What operators want to know of a place. Immutable. Shows neither user nor password.
 *
 * @param name what the user calls the place; empty: nothing
 * @param kind {@code servers}, {@code sentinel} or {@code cluster}
 * @param refreshes how often it was asked who is who, with success
 * @param refreshedAt when that was last, in ms since 1970; 0: never
 * @param nodes the servers that are known, in the order in which they became so
 */
record PlaceReport(String name, String kind, long refreshes, long refreshedAt, List<Node> nodes) {
  /**
   * One server.
   *
   * @param endpoint {@code host:port}, or the path of a unix socket
   * @param slots how many slots of a cluster it has; 0: it is a replica, or in no cluster
   * @param counters what happened there
   */
  record Node(String endpoint, int slots, NodeCounters.Snapshot counters) {}

  /** With a copy of the list. */
  PlaceReport {
    nodes = List.copyOf(nodes);
  }
}
