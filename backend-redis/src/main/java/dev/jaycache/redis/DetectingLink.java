package dev.jaycache.redis;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A link to servers that say themselves, when the first connection is made, whether they are a
 * cluster; which is part of the greeting and costs no trip. Safe for any number of threads. Once it
 * knows, it stays so.
 */
final class DetectingLink implements ChoosingLink {
  private final ChoosingLink servers;
  private final ClusterLink cluster;
  private final AtomicReference<@Nullable ChoosingLink> detected = new AtomicReference<>();

  /**
   * A link; it connects to nothing yet.
   *
   * @param servers the servers as they are given
   * @param cluster the same as a cluster, over the same links to nodes
   */
  DetectingLink(ChoosingLink servers, ClusterLink cluster) {
    this.servers = servers;
    this.cluster = cluster;
  }

  /** Which of the two it is; null: not known yet. */
  @Nullable ChoosingLink detected() {
    return detected.get();
  }

  private ChoosingLink link(long deadline) {
    ChoosingLink known = detected.get();
    if (known != null) {
      return known;
    }
    ChoosingLink found = servers.greet(deadline).cluster() ? cluster : servers;
    ChoosingLink first = detected.compareAndExchange(null, found);
    return first == null ? found : first;
  }

  @Override
  public @Nullable Object call(Command command, long deadline) {
    return link(deadline).call(command, deadline);
  }

  @Override
  public List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
    return link(deadline).pipeline(commands, deadline);
  }

  @Override
  public Supplier<List<@Nullable Object>> launch(
      List<Command> commands, long sentBy, long deadline) {
    return link(deadline).launch(commands, sentBy, deadline);
  }

  @Override
  public Capabilities greet(long deadline) {
    return link(deadline).greet(deadline);
  }

  @Override
  public List<RedisLink> shards(long deadline) {
    return link(deadline).shards(deadline);
  }

  @Override
  public List<NodeLink> masters(long deadline) {
    return link(deadline).masters(deadline);
  }

  @Override
  public NodeLink owner(Command command, long deadline) {
    return link(deadline).owner(command, deadline);
  }

  @Override
  public void leave(NodeLink failed, long deadline) {
    link(deadline).leave(failed, deadline);
  }

  @Override
  public void moved(Redirection redirection, NodeLink from) {
    ChoosingLink known = detected.get();
    if (known != null) {
      known.moved(redirection, from);
    }
  }

  @Override
  public boolean isSlotted(long deadline) {
    return link(deadline).isSlotted(deadline);
  }

  @Override
  public long deadline() {
    return servers.deadline();
  }

  @Override
  public Capabilities capabilities() {
    ChoosingLink known = detected.get();
    return known == null ? Capabilities.UNKNOWN : known.capabilities();
  }

  @Override
  public String place() {
    return servers.place();
  }

  @Override
  public void close() {
    servers.close();
    cluster.close();
  }
}
