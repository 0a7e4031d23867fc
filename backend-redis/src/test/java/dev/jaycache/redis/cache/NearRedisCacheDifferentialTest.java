package dev.jaycache.redis.cache;

import dev.jaycache.testkit.cache.CacheDifferential;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** Caches with a near cache on Redis beside the model. */
@ServerTest
class NearRedisCacheDifferentialTest extends CacheDifferential {
  @Override
  protected Properties settings() {
    Properties settings = ServerPlaces.of(Flavor.REDIS);
    settings.setProperty("jaycache.cache-defaults.near.enabled", "true");
    return settings;
  }

  @Override
  protected int operations() {
    return 10_000;
  }

  @Override
  protected int inspection() {
    return 20;
  }
}
