package dev.jaycache.redis.cache;

import dev.jaycache.testkit.cache.CacheContract;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.util.Properties;

/** The contract of caches, on a cluster of three masters and three replicas. */
@ServerTest
class ClusterCacheContractTest extends CacheContract {
  @Override
  protected Properties settings() {
    return ServerPlaces.of(SharedServers.cluster().uri());
  }
}
