package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.cache.CacheContract;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** The contract of caches, on three servers by the binary protocol. */
@ServerTest
class BinaryRingCacheContractTest extends CacheContract {
  @Override
  protected Properties settings() {
    return ServerPlaces.of(3, "binary");
  }
}
