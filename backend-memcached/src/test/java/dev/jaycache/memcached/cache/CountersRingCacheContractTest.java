package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.cache.CacheContract;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/**
 * The contract of caches with whose numbers the server counts, on three servers by the binary
 * protocol.
 */
@ServerTest
class CountersRingCacheContractTest extends CacheContract {
  @Override
  protected Properties settings() {
    Properties settings = ServerPlaces.of(3, "binary");
    settings.setProperty("jaycache.cache-defaults.counters", "true");
    return settings;
  }
}
