package dev.jaycache.redis.cache;

import dev.jaycache.testkit.cache.CacheDifferential;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** Caches with a near cache that writers tell of changes, on Redis, beside the model. */
@ServerTest
class NearChannelCacheDifferentialTest extends CacheDifferential {
  @Override
  protected Properties settings() {
    Properties settings = ServerPlaces.of(Flavor.REDIS);
    settings.setProperty("jaycache.cache-defaults.near.enabled", "true");
    settings.setProperty("jaycache.cache-defaults.near.source", "channel");
    settings.setProperty("jaycache.cache-defaults.near.ttl", "1 h");
    return settings;
  }

  @Override
  protected int operations() {
    return 4_000;
  }

  @Override
  protected int inspection() {
    return 20;
  }
}
