package dev.jaycache.benchmark;

import java.net.URI;
import java.util.Map;

/** Who takes part on memcached. */
enum MemcachedContender implements Contender {
  XMEMCACHED("raw xmemcached") {
    @Override
    public Target open(URI server, boolean ttl) {
      return new RawMemcachedTarget(new XmemcachedCommands(server), "xmem", ttl);
    }
  },
  JAYCACHE("JayCache") {
    @Override
    public Target open(URI server, boolean ttl) {
      return JCacheTargets.jayCache(server, Map.of(), ttl);
    }
  },
  /** As far as a remembered generation goes: single-key operations of one key each. */
  JAYCACHE_REMEMBERING("JayCache, generation = 5 s") {
    @Override
    public Target open(URI server, boolean ttl) {
      return JCacheTargets.jayCache(
          server, Map.of("jaycache.cache-defaults.generation", "5 s"), ttl);
    }
  },
  SPYMEMCACHED("spymemcached") {
    @Override
    public Target open(URI server, boolean ttl) {
      return new RawMemcachedTarget(new SpymemcachedCommands(server), "spym", ttl);
    }
  },
  /** No library: what could be gained by talking to the server in the caller's own thread. */
  SOCKET("blocking socket") {
    @Override
    public Target open(URI server, boolean ttl) {
      return new RawMemcachedTarget(new SocketCommands(server), "sock", ttl);
    }
  };

  private final String label;

  MemcachedContender(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /** The raw clients have no means to list keys. */
  @Override
  public boolean does(Work work) {
    return work != Work.ITERATE || this == JAYCACHE || this == JAYCACHE_REMEMBERING;
  }
}
