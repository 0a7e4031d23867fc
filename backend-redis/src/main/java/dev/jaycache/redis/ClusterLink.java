package dev.jaycache.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A link to a cluster: each command goes to the node that has the slot of its key. Safe for any
 * number of threads. A command may name keys of one slot only, and one without a key goes to any
 * master.
 *
 * <p>Redis Cluster specification: "MOVED redirection" and those that follow.
 */
final class ClusterLink implements ChoosingLink {
  private final ClusterTopology topology;
  private final NodeLinks nodes;
  private final String place;

  /**
   * A link; it connects to nothing yet.
   *
   * @param nodes the links to nodes; shared, and closed with this
   */
  ClusterLink(ClusterTopology topology, NodeLinks nodes, String place) {
    this.topology = topology;
    this.nodes = nodes;
    this.place = place;
  }

  /** Who is who. */
  ClusterTopology topology() {
    return topology;
  }

  @Override
  public @Nullable Object call(Command command, long deadline) {
    NodeLink node = topology.owner(command, deadline);
    RuntimeException first;
    try {
      return node.call(command, deadline);
    } catch (JedisDataException e) {
      if (Redirection.of(e) == null) {
        throw e;
      }
      first = e;
    } catch (LinkException e) {
      if (Redirection.of(e) == null) {
        if (!(e instanceof BusyException)) {
          topology.lost(node);
        }
        throw node.named(e);
      }
      first = e;
    }
    Object reply = new ClusterTrip(topology, List.of(command), deadline).resume(node, first);
    if (reply instanceof RuntimeException e) {
      throw e;
    }
    return reply;
  }

  @Override
  public List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
    return new ClusterTrip(topology, commands, deadline).run();
  }

  @Override
  public Capabilities greet(long deadline) {
    topology.masters(deadline);
    return capabilities();
  }

  @Override
  public List<RedisLink> shards(long deadline) {
    return List.copyOf(topology.masters(deadline));
  }

  @Override
  public List<NodeLink> masters(long deadline) {
    return topology.masters(deadline);
  }

  @Override
  public NodeLink owner(Command command, long deadline) {
    return topology.owner(command, deadline);
  }

  @Override
  public void leave(NodeLink failed, long deadline) {
    topology.lost(failed);
    topology.refresh(deadline);
  }

  @Override
  public void moved(Redirection redirection, NodeLink from) {
    topology.moved(redirection.slot(), redirection.target(from.endpoint()));
  }

  @Override
  public boolean isSlotted(long deadline) {
    return true;
  }

  @Override
  public long deadline() {
    return nodes.deadline();
  }

  /** What all nodes can that were connected. */
  @Override
  public Capabilities capabilities() {
    return nodes.capabilities();
  }

  @Override
  public String place() {
    return place;
  }

  @Override
  public void close() {
    nodes.close();
  }
}
