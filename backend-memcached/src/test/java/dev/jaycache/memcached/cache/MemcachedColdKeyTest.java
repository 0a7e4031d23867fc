package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.load.ColdKeyContract;
import java.util.Properties;

/** Several JVMs that miss one key, on memcached. */
class MemcachedColdKeyTest extends ColdKeyContract {
  @Override
  protected Properties settings() {
    return ServerPlaces.of(3, "text");
  }
}
