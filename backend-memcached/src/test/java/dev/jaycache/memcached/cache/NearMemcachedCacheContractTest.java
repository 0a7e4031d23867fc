package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.cache.CacheContract;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** The contract of caches with a near cache, on memcached. */
@ServerTest
class NearMemcachedCacheContractTest extends CacheContract {
  @Override
  protected Properties settings() {
    Properties settings = ServerPlaces.of(1, "text");
    settings.setProperty("jaycache.cache-defaults.near.enabled", "true");
    return settings;
  }
}
