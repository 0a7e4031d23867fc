package dev.jaycache.benchmark;

import dev.jaycache.processor.Processors;
import java.net.URI;
import java.util.Map;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.SingleServerConfig;
import org.redisson.jcache.configuration.RedissonConfiguration;

/**
 * Opens the contenders that are JCache providers, each with its own defaults. Stateless. The
 * provider is named by its class: there are two on the class path.
 */
final class JCacheTargets {
  private static final String JAYCACHE = "dev.jaycache.JayCachingProvider";
  private static final String REDISSON = "org.redisson.jcache.JCachingProvider";
  private static final String CACHE = "bench";
  private static final String COUNTERS = "count";

  private JCacheTargets() {}

  /** JayCache, told where the server is by the manager's URI. */
  static Target jayCache(URI server, Map<String, String> settings, boolean ttl) {
    Properties properties = new Properties();
    properties.putAll(settings);
    // By a loader of its own each contender has a manager of its own, also at one URI.
    ClassLoader own = new ClassLoader(JCacheTargets.class.getClassLoader()) {};
    CacheManager manager =
        Caching.getCachingProvider(JAYCACHE).getCacheManager(server, own, properties);
    Cache<String, String> cache = manager.createCache(CACHE, configuration(String.class, ttl));
    Cache<String, Long> counters = manager.createCache(COUNTERS, configuration(Long.class, ttl));
    // There a clear() is a new generation.
    boolean leaves = "memcached".equals(server.getScheme());
    return new JCacheTarget(cache, counters, Processors.increment(1L), leaves, () -> {});
  }

  /** Redisson, with one client for both caches. */
  static Target redisson(URI server, int database, boolean ttl) {
    Config config = new Config();
    SingleServerConfig single =
        config
            .useSingleServer()
            .setAddress("redis://" + server.getHost() + ':' + server.getPort())
            .setDatabase(database);
    String login = server.getUserInfo();
    if (login != null) {
      int colon = login.indexOf(':');
      single.setUsername(colon <= 0 ? null : login.substring(0, colon));
      single.setPassword(login.substring(colon + 1));
    }
    RedissonClient client = Redisson.create(config);
    CacheManager manager = Caching.getCachingProvider(REDISSON).getCacheManager();
    Cache<String, String> cache =
        manager.createCache(
            CACHE, RedissonConfiguration.fromInstance(client, configuration(String.class, ttl)));
    Cache<String, Long> counters =
        manager.createCache(
            COUNTERS, RedissonConfiguration.fromInstance(client, configuration(Long.class, ttl)));
    return new JCacheTarget(cache, counters, new OwnIncrement(), false, client::shutdown);
  }

  private static <V> MutableConfiguration<String, V> configuration(Class<V> type, boolean ttl) {
    return new MutableConfiguration<String, V>()
        .setTypes(String.class, type)
        .setExpiryPolicyFactory(
            ttl
                ? ModifiedExpiryPolicy.factoryOf(Duration.TEN_MINUTES)
                : EternalExpiryPolicy.factoryOf());
  }
}
