package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.cache.CacheContract;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/**
 * The contract of caches with whose numbers the server counts, on memcached by its text protocol.
 */
@ServerTest
class CountersCacheContractTest extends CacheContract {
  @Override
  protected Properties settings() {
    Properties settings = ServerPlaces.of(1, "text");
    settings.setProperty("jaycache.cache-defaults.counters", "true");
    return settings;
  }
}
