package dev.jaycache.testkit.cache;

import java.util.Properties;

/** The contract of caches, in this process. */
class LocalCacheContractTest extends CacheContract {
  @Override
  protected Properties settings() {
    return new Properties();
  }
}
