package dev.jaycache.redis.cache;

import dev.jaycache.testkit.cache.CacheDifferential;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.util.Properties;

/** Caches on a cluster beside the model. */
@ServerTest
class ClusterCacheDifferentialTest extends CacheDifferential {
  @Override
  protected Properties settings() {
    return ServerPlaces.of(SharedServers.cluster().uri());
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
