package dev.jaycache.redis.cache;

import dev.jaycache.testkit.cache.CacheLeaks;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** Managers by the hundred, with near caches, whose threads are told of changes. */
@ServerTest
class NearRedisCacheLeaksTest extends CacheLeaks {
  @Override
  protected Properties settings() {
    Properties settings = ServerPlaces.of(Flavor.REDIS);
    settings.setProperty("jaycache.cache-defaults.near.enabled", "true");
    return settings;
  }

  @Override
  protected int managers() {
    return 100;
  }

  @Override
  protected int connections() {
    return ServerPlaces.connections(Flavor.REDIS);
  }
}
