package dev.jaycache.redis;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One place where caches can live: a server, several of which one serves, those that sentinels
 * name, or a cluster. Immutable. Shows neither user nor password.
 *
 * @param name what the user calls it; empty: nothing
 * @param kind what it is
 * @param nodes the servers, sentinels or nodes that are asked first; at least one
 * @param access how we get in at the servers
 * @param sentinel who the sentinels are to be asked for; null where it is no such place
 */
record RedisTarget(
    String name, Kind kind, List<Endpoint> nodes, Access access, @Nullable SentinelGroup sentinel) {
  /** What a place is. */
  enum Kind {
    /** A server, or several of which one serves; a cluster where it says so itself. */
    SERVERS,
    /** A cluster. */
    CLUSTER,
    /** A master that sentinels name, and its replicas. */
    SENTINEL
  }

  /**
   * What sentinels are asked for.
   *
   * @param master the group's name
   * @param replicas whether replicas answer reads
   * @param access how we get in at the sentinels
   */
  record SentinelGroup(String master, boolean replicas, Access access) {}

  /** With a copy of the list. */
  RedisTarget {
    nodes = List.copyOf(nodes);
  }

  /** For messages. */
  String place() {
    String all = nodes.stream().map(Endpoint::toString).collect(Collectors.joining(", "));
    return switch (kind) {
      case SERVERS -> "Redis at " + all;
      case CLUSTER -> "Redis cluster at " + all;
      case SENTINEL ->
          "Redis " + (sentinel == null ? "" : sentinel.master()) + " of the sentinels at " + all;
    };
  }

  /** As a URI, without user, password and parameters. */
  String url() {
    String all = nodes.stream().map(Endpoint::toString).collect(Collectors.joining(","));
    boolean unix = nodes.get(0).socket() != null;
    String scheme =
        switch (kind) {
          case SERVERS ->
              unix ? TargetReader.UNIX : access.tls() ? TargetReader.TLS : TargetReader.PLAIN;
          case CLUSTER -> TargetReader.CLUSTER;
          case SENTINEL -> TargetReader.SENTINEL;
        };
    String master = sentinel == null ? "" : "/" + sentinel.master();
    String database = access.database() == 0 || unix ? "" : "/" + access.database();
    return scheme + "://" + all + master + database;
  }

  @Override
  public String toString() {
    return place();
  }
}
