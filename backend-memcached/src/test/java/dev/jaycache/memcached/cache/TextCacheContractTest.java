package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.cache.CacheContract;
import dev.jaycache.testkit.server.ServerTest;
import java.util.Properties;

/** The contract of caches, on memcached by its text protocol. */
@ServerTest
class TextCacheContractTest extends CacheContract {
  @Override
  protected Properties settings() {
    return ServerPlaces.of(1, "text");
  }
}
