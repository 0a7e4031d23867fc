package dev.jaycache.benchmark;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** A Redis cluster by lanes of several numbers and by pools, near or far. Stateless. */
final class ClusterLinksArena implements Arena {
  private final String store;
  private final Duration delay;

  /**
   * An arena.
   *
   * @param delay how much later each byte arrives at a node; zero: no proxy in between
   */
  ClusterLinksArena(String store, Duration delay) {
    this.store = store;
    this.delay = delay;
  }

  @Override
  public String store() {
    return store;
  }

  @Override
  public List<Contender> contenders() {
    return List.of(ClusterLinkContender.values());
  }

  @Override
  public Contender subject() {
    return ClusterLinkContender.LANES_8;
  }

  @Override
  public Contender raw() {
    return ClusterLinkContender.POOL;
  }

  @Override
  public String memoryMeaning() {
    return "The growth of `used_memory` of all masters, less the buffers of connections.";
  }

  @Override
  public Site start() {
    return ClusterSite.start(delay);
  }

  @Override
  public Site at(URI server) {
    throw new IllegalArgumentException(store + " is measured on a cluster of its own");
  }
}
