package dev.jaycache.benchmark;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** memcached by several numbers of connections, near or far. Stateless. */
final class MemcachedLinksArena implements Arena {
  private final String store;
  private final Duration delay;

  /**
   * An arena.
   *
   * @param delay how much later each byte arrives at the server; zero: no proxy in between
   */
  MemcachedLinksArena(String store, Duration delay) {
    this.store = store;
    this.delay = delay;
  }

  @Override
  public String store() {
    return store;
  }

  @Override
  public List<Contender> contenders() {
    return List.of(MemcachedLinkContender.values());
  }

  @Override
  public Contender subject() {
    return MemcachedLinkContender.CONNECTIONS_1;
  }

  @Override
  public Contender raw() {
    return MemcachedLinkContender.XMEMCACHED;
  }

  @Override
  public String memoryMeaning() {
    return MemcachedSite.MEMORY_MEANING;
  }

  @Override
  public Site start() {
    return MemcachedSite.ofOwnServers(delay);
  }

  @Override
  public Site at(URI server) {
    return MemcachedSite.at(server);
  }
}
