package dev.jaycache.redis;

import dev.jaycache.redis.raw.KeyspaceKind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to hear channels of a place, at each of its masters. Called by the readers' threads,
 * for one node by one at a time; must return soon, and throw nothing. Safe for any number of
 * threads.
 */
interface ChannelInterest {
  /** What is to be heard now. */
  Set<Channel> channels();

  /** Kinds of keyspace events without which a node is no use: it counts as lost. */
  default Set<KeyspaceKind> neededKinds() {
    return Set.of();
  }

  /** Takes note of a node's {@code notify-keyspace-events}, after each connecting. */
  default void flags(NodeLink node, String flags) {}

  /** A node confirmed a channel; perhaps once more. */
  void confirmed(ChannelReader reader, Channel channel);

  /**
   * A node refused.
   *
   * @param channel null: that is not known
   */
  void refused(ChannelReader reader, @Nullable Channel channel, String why);

  /**
   * A message came.
   *
   * @param on the channel that it was sent to
   */
  void heard(NodeLink node, Channel channel, byte[] on, byte[] message);

  /** A node was lost, or tells nothing. */
  void lost(NodeLink node, String why);

  /** A channel is heard again at a node, or for the first time, while others were heard before. */
  void gap(NodeLink node, Channel channel);

  /** A node has slots that another one had. */
  default void tookOver(NodeLink node) {}

  /** A node is none of the masters any more. Called under a lock. */
  void gone(ChannelReader reader);

  /** Ends it; the place is closed. */
  void end();
}
