package dev.jaycache.redis.cache;

import dev.jaycache.testkit.cache.CacheContract;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** The contract of caches, on Redis. */
@ServerTest
class RedisCacheContractTest extends CacheContract {
  @Override
  protected Properties settings() {
    return ServerPlaces.of(Flavor.REDIS);
  }
}
