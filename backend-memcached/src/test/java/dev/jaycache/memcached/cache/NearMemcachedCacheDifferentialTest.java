package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.cache.CacheDifferential;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** Caches with a near cache on memcached beside the model. */
@ServerTest
class NearMemcachedCacheDifferentialTest extends CacheDifferential {
  @Override
  protected Properties settings() {
    Properties settings = ServerPlaces.of(1, "text");
    settings.setProperty("jaycache.cache-defaults.near.enabled", "true");
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
