package dev.jaycache.benchmark;

import java.net.URI;
import java.util.Map;

/** Numbers of connections to a memcached server, beside the raw client's one. */
enum MemcachedLinkContender implements Contender {
  XMEMCACHED("raw xmemcached", 0),
  CONNECTIONS_1("JayCache, 1 connection", 1),
  CONNECTIONS_2("JayCache, 2 connections", 2),
  CONNECTIONS_4("JayCache, 4 connections", 4);

  private final String label;
  private final int connections;

  MemcachedLinkContender(String label, int connections) {
    this.label = label;
    this.connections = connections;
  }

  @Override
  public Target open(URI server, boolean ttl) {
    return connections == 0
        ? new RawMemcachedTarget(new XmemcachedCommands(server), "xmem", ttl)
        : JCacheTargets.jayCache(
            server, Map.of("jaycache.memcached.connections", "" + connections), ttl);
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public boolean does(Work work) {
    return work != Work.ITERATE || this != XMEMCACHED;
  }
}
