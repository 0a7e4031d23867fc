package dev.jaycache.redis.cache;

import dev.jaycache.testkit.cache.CacheContract;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.util.Properties;

/** The contract of caches, on the master that sentinels name. */
@ServerTest
class SentinelCacheContractTest extends CacheContract {
  @Override
  protected Properties settings() {
    return ServerPlaces.of(SharedServers.sentinels().uri());
  }
}
