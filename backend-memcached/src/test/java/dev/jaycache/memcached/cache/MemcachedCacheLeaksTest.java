package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.cache.CacheLeaks;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** Managers by the hundred, with caches on memcached. */
@ServerTest
class MemcachedCacheLeaksTest extends CacheLeaks {
  @Override
  protected Properties settings() {
    return ServerPlaces.of(3, "text");
  }

  @Override
  protected int managers() {
    return 100;
  }

  @Override
  protected int connections() {
    return ServerPlaces.connections(3);
  }
}
