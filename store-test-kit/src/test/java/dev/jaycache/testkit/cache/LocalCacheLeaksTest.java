package dev.jaycache.testkit.cache;

import java.util.Properties;

/** A thousand managers of caches in this process. */
class LocalCacheLeaksTest extends CacheLeaks {
  @Override
  protected Properties settings() {
    return new Properties();
  }
}
