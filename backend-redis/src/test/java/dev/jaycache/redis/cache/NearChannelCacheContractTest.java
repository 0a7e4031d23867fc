package dev.jaycache.redis.cache;

import dev.jaycache.testkit.cache.CacheContract;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** The contract of caches with a near cache that writers tell of changes, on Redis. */
@ServerTest
class NearChannelCacheContractTest extends CacheContract {
  @Override
  protected Properties settings() {
    Properties settings = ServerPlaces.of(Flavor.REDIS);
    settings.setProperty("jaycache.cache-defaults.near.enabled", "true");
    settings.setProperty("jaycache.cache-defaults.near.source", "channel");
    settings.setProperty("jaycache.cache-defaults.near.ttl", "1 h");
    return settings;
  }
}
