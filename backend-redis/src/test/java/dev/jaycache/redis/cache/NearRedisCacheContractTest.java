package dev.jaycache.redis.cache;

import dev.jaycache.testkit.cache.CacheContract;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** The contract of caches with a near cache, on Redis. */
@ServerTest
class NearRedisCacheContractTest extends CacheContract {
  @Override
  protected Properties settings() {
    Properties settings = ServerPlaces.of(Flavor.REDIS);
    settings.setProperty("jaycache.cache-defaults.near.enabled", "true");
    return settings;
  }
}
