package dev.jaycache.testkit.cache;

import javax.cache.Cache;
import javax.cache.configuration.CompleteConfiguration;

/** Gets a cache's configuration with its types. Pure functions. */
final class CompleteConfigurations {
  private CompleteConfigurations() {}

  @SuppressWarnings("unchecked")
  static <K, V> CompleteConfiguration<K, V> of(Cache<K, V> cache) {
    return cache.getConfiguration(CompleteConfiguration.class);
  }
}
