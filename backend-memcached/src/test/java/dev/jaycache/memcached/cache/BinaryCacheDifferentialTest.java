package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.cache.CacheDifferential;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** Caches by the binary protocol beside the model. */
@ServerTest
class BinaryCacheDifferentialTest extends CacheDifferential {
  @Override
  protected Properties settings() {
    return ServerPlaces.of(1, "binary");
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
