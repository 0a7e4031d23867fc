package dev.jaycache.benchmark.near;

import dev.jaycache.JayCachingProvider;
import dev.jaycache.statistics.CacheStatistics;
import java.net.URI;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.jcache.configuration.RedissonConfiguration;

/**
 * A cache through {@code javax.cache}. Safe for any number of threads. Providers are named by their
 * classes: there are three on the class path.
 *
 * @param <V> the type of values
 */
final class JCacheNear<V> implements NearTarget<V> {
  private static final String CAFFEINE =
      "com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider";
  private static final String REDISSON = "org.redisson.jcache.JCachingProvider";
  private static final String CACHE = "near";
  private static final long PATIENCE_SECONDS = 20;

  private final Cache<String, V> cache;
  private final Runnable afterClose;

  private JCacheNear(Cache<String, V> cache, Runnable afterClose) {
    this.cache = cache;
    this.afterClose = afterClose;
  }

  /**
   * JayCache, with a near cache that the server tells of changes, or without.
   *
   * @param near how many copies; 0 for no near cache
   * @throws IllegalStateException where the server does not tell of changes within 20 s
   */
  static <V> JCacheNear<V> jayCache(URI server, Class<V> type, int near, boolean statistics) {
    Properties settings = new Properties();
    // A busy machine is not to be taken for a server that is away.
    settings.setProperty("jaycache.connect-timeout", "10 s");
    settings.setProperty("jaycache.command-timeout", "10 s");
    if (near > 0) {
      settings.setProperty("jaycache.cache-defaults.near.enabled", "true");
      settings.setProperty("jaycache.cache-defaults.near.max-entries", "" + near);
    }
    JayCachingProvider provider = new JayCachingProvider();
    CacheManager manager =
        provider.getCacheManager(server, JCacheNear.class.getClassLoader(), settings);
    Cache<String, V> cache =
        manager.createCache(
            CACHE + RedissonNear.database(server),
            configuration(type).setStatisticsEnabled(statistics));
    try {
      awaitProof(cache, near > 0);
    } catch (IllegalStateException e) {
      provider.close();
      throw e;
    }
    return new JCacheNear<>(cache, provider::close);
  }

  /** Caffeine's JCache, with its own defaults. */
  static <V> JCacheNear<V> caffeine(Class<V> type) {
    CacheManager manager = Caching.getCachingProvider(CAFFEINE).getCacheManager();
    Cache<String, V> cache = manager.createCache(CACHE, configuration(type));
    return new JCacheNear<>(cache, () -> manager.destroyCache(CACHE));
  }

  /** Redisson's JCache, which has no near cache in its free edition. */
  static <V> JCacheNear<V> redisson(URI server, Class<V> type) {
    RedissonClient client = Redisson.create(RedissonNear.config(server));
    CacheManager manager = Caching.getCachingProvider(REDISSON).getCacheManager();
    Cache<String, V> cache =
        manager.createCache(CACHE, RedissonConfiguration.fromInstance(client, configuration(type)));
    return new JCacheNear<>(cache, client::shutdown);
  }

  private static <V> MutableConfiguration<String, V> configuration(Class<V> type) {
    return new MutableConfiguration<String, V>().setTypes(String.class, type);
  }

  /** Waits until the server tells of changes: before that, copies live for a short time only. */
  private static void awaitProof(Cache<?, ?> cache, boolean near) {
    CacheStatistics counts = cache.unwrap(CacheStatistics.class);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (near && counts.storeCounters().getOrDefault("near-proof-age-ms", -1L) < 0) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("the server tells the near cache of no changes");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Override
  public @Nullable V get(String key) {
    return cache.get(key);
  }

  @Override
  public void put(String key, V value) {
    cache.put(key, value);
  }

  @Override
  public int read(String[] keys, int from, int count) {
    int there = 0;
    for (int i = from; i < from + count; i++) {
      if (cache.get(keys[i]) != null) {
        there++;
      }
    }
    return there;
  }

  @Override
  public void close() {
    cache.close();
    afterClose.run();
  }
}
