package dev.jaycache.redis.raw;

/**
 * Hears of events. It is called by one thread for each master of the server, never by two for one
 * master, and keeps that one from reading on: a server that waits too long for its reader hangs up,
 * which is a gap. What it throws is logged, and it goes on.
 */
@FunctionalInterface
public interface KeyspaceListener {
  /** Something happened. In the order in which the node told it. */
  void onEvent(KeyspaceEvent event);

  /**
   * The connection to a node was lost, or its notifications were switched off: from some time
   * before this call on, no events of its keys are heard. It goes on trying.
   *
   * @param node {@code host:port}
   * @param why for a log
   */
  default void onLost(String node, String why) {}

  /**
   * Events of a node are heard again, or for the first time, as it is new among the masters. Those
   * of its keys before this call may be missing: whoever goes by events has to look at all keys
   * now.
   *
   * @param node {@code host:port}
   */
  default void onGap(String node) {}
}
