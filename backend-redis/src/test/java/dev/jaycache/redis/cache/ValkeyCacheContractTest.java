package dev.jaycache.redis.cache;

import dev.jaycache.testkit.cache.CacheContract;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** The contract of caches, on Valkey. */
@ServerTest
class ValkeyCacheContractTest extends CacheContract {
  @Override
  protected Properties settings() {
    return ServerPlaces.of(Flavor.VALKEY);
  }
}
