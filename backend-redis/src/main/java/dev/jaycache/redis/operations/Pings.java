package dev.jaycache.redis.operations;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which servers of a group answer. Immutable.
 *
 * @param group the group's name
 * @param nodes the servers that are known
 */
public record Pings(String group, List<Node> nodes) {
  /** It answered {@code PING} in time. */
  public static final String REACHABLE = "reachable";

  /** It did not, refused us, or answered an error such as {@code LOADING}. */
  public static final String UNREACHABLE = "unreachable";

  /** The manager has not had a reason to connect to it so far, and nothing was sent now. */
  public static final String DISCONNECTED = "disconnected";

  /** With a copy of the list. */
  public Pings {
    nodes = List.copyOf(nodes);
  }

  /**
   * One server.
   *
   * @param ip its host; null: a unix socket
   * @param port its port; null: a unix socket
   * @param socketPath the path of the unix socket; null: TCP
   * @param status {@value #REACHABLE}, {@value #UNREACHABLE} or {@value #DISCONNECTED}
   * @param latencyUs the time from {@code PING} to its reply on a connection that is open, in
   *     microseconds; -1: there was none
   * @param reason why it is unreachable, without secrets; null: it is not
   */
  public record Node(
      @Nullable String ip,
      @Nullable Integer port,
      @Nullable String socketPath,
      String status,
      long latencyUs,
      @Nullable String reason) {}
}
