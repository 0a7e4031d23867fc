package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.cache.CacheDifferential;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** Caches with a near cache whose copies are validated, on memcached, beside the model. */
@ServerTest
class ValidatedMemcachedCacheDifferentialTest extends CacheDifferential {
  @Override
  protected Properties settings() {
    Properties settings = ServerPlaces.of(1, "text");
    settings.setProperty("jaycache.cache-defaults.near.enabled", "true");
    settings.setProperty("jaycache.cache-defaults.near.max-staleness", "1 ms");
    settings.setProperty("jaycache.cache-defaults.near.validate", "cas");
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
