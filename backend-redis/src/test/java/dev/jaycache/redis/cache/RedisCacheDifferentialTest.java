package dev.jaycache.redis.cache;

import dev.jaycache.testkit.cache.CacheDifferential;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** Caches on Redis beside the model. */
@ServerTest
class RedisCacheDifferentialTest extends CacheDifferential {
  @Override
  protected Properties settings() {
    return ServerPlaces.of(Flavor.REDIS);
  }

  @Override
  protected int operations() {
    return 20_000;
  }

  @Override
  protected int inspection() {
    return 20;
  }
}
