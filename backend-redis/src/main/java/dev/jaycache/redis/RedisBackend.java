package dev.jaycache.redis;

import dev.jaycache.store.Backend;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;

/**
 * One server as one CacheManager sees it: a link that its stores share. Safe for any number of
 * threads. It connects when a store first talks to the server.
 */
final class RedisBackend implements Backend {
  private final RedisLink link;

  RedisBackend(RedisAddress address, RedisSettings settings) {
    this.link = new PooledLink(address, settings);
  }

  @Override
  public Store<byte[], byte[]> open(StoreSpace space) {
    return new RedisStore(link, space);
  }

  @Override
  public void close() {
    link.close();
  }

  @Override
  public String toString() {
    return link.place();
  }
}
