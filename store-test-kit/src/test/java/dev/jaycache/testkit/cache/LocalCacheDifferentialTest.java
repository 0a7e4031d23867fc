package dev.jaycache.testkit.cache;

import java.util.Properties;

/** Caches in this process beside the model. */
class LocalCacheDifferentialTest extends CacheDifferential {
  @Override
  protected Properties settings() {
    return new Properties();
  }
}
