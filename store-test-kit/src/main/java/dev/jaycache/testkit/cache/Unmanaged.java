package dev.jaycache.testkit.cache;

import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;

/**
 * A cache without manager, name and configuration. As thread-safe as its entries. Its listeners are
 * those that it began with.
 */
abstract class Unmanaged implements Cache<Object, Object> {
  @Override
  public void registerCacheEntryListener(
      CacheEntryListenerConfiguration<Object, Object> configuration) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void deregisterCacheEntryListener(
      CacheEntryListenerConfiguration<Object, Object> configuration) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <C extends Configuration<Object, Object>> C getConfiguration(Class<C> type) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getName() {
    return "model";
  }

  @Override
  public CacheManager getCacheManager() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}

  @Override
  public boolean isClosed() {
    return false;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return type.cast(this);
  }
}
