package dev.jaycache.redis.cache;

import javax.cache.configuration.FactoryBuilder.SingletonFactory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;

/** What a cache has, beside its expiry policy, that may cost a round trip. */
enum CacheKind {
  PLAIN,
  /** A synchronous listener that wants old values. */
  LISTENER,
  /** A loader for missing entries. */
  LOADER,
  /** A cache writer. */
  WRITER,
  /** {@code invoke.exclusive = true}. */
  EXCLUSIVE;

  /** The configuration of such a cache. */
  MutableConfiguration<String, Long> configuration(Policies policy) {
    MutableConfiguration<String, Long> configuration =
        new MutableConfiguration<String, Long>().setTypes(String.class, Long.class);
    if (policy.factory() != null) {
      configuration.setExpiryPolicyFactory(policy.factory());
    }
    return switch (this) {
      case PLAIN, EXCLUSIVE -> configuration;
      case LISTENER ->
          configuration.addCacheEntryListenerConfiguration(
              new MutableCacheEntryListenerConfiguration<>(Listener::new, null, true, true));
      case LOADER ->
          configuration
              .setReadThrough(true)
              .setCacheLoaderFactory(new SingletonFactory<>(new NumberSource()));
      case WRITER ->
          configuration
              .setWriteThrough(true)
              .setCacheWriterFactory(new SingletonFactory<>(new NumberSource()));
    };
  }

  /** The setting that such a cache has. */
  String setting() {
    return "cache-defaults.invoke.exclusive=" + (this == EXCLUSIVE);
  }

  private static final class Listener
      implements CacheEntryCreatedListener<String, Long>,
          CacheEntryUpdatedListener<String, Long>,
          CacheEntryRemovedListener<String, Long> {
    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends Long>> events) {}

    @Override
    public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends Long>> events) {}

    @Override
    public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends Long>> events) {}
  }
}
