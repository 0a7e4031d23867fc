package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.cache.CacheDifferential;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** Caches on three servers beside the model. */
@ServerTest
class RingCacheDifferentialTest extends CacheDifferential {
  @Override
  protected Properties settings() {
    return ServerPlaces.of(3, "text");
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
