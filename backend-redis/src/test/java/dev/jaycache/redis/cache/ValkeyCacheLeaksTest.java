package dev.jaycache.redis.cache;

import dev.jaycache.testkit.cache.CacheLeaks;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** Managers by the hundred, with caches on Valkey. */
@ServerTest
class ValkeyCacheLeaksTest extends CacheLeaks {
  @Override
  protected Properties settings() {
    return ServerPlaces.of(Flavor.VALKEY);
  }

  @Override
  protected int managers() {
    return 200;
  }

  @Override
  protected int connections() {
    return ServerPlaces.connections(Flavor.VALKEY);
  }
}
