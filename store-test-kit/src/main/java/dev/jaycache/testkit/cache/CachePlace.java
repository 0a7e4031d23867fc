package dev.jaycache.testkit.cache;

import dev.jaycache.JayCachingProvider;
import java.net.URI;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;

/**
 * Where the caches of one test live: a provider of its own, and managers in a namespace that nobody
 * else uses. For one thread. Whoever opens one closes it.
 */
public final class CachePlace implements AutoCloseable {
  private final CachingProvider provider = new JayCachingProvider();
  private final Properties settings = new Properties();

  /**
   * A place.
   *
   * @param settings what a manager needs to get there, such as {@code jaycache.servers}; empty for
   *     this process
   */
  public CachePlace(Properties settings) {
    this.settings.putAll(settings);
    this.settings.setProperty(
        "jaycache.namespace", "kit" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE));
  }

  /** Whether the caches live in this process. */
  public boolean isLocal() {
    return !settings.containsKey("jaycache.servers");
  }

  /** The provider. */
  public CachingProvider provider() {
    return provider;
  }

  /** What a manager of this place is made with; a copy. */
  public Properties settings() {
    Properties copy = new Properties();
    copy.putAll(settings);
    return copy;
  }

  /** A manager with more settings, each {@code name=value} without the {@code jaycache.}. */
  public CacheManager manager(String name, String... more) {
    Properties all = settings();
    for (String setting : more) {
      int equals = setting.indexOf('=');
      all.setProperty("jaycache." + setting.substring(0, equals), setting.substring(equals + 1));
    }
    return provider.getCacheManager(URI.create("test:" + name), null, all);
  }

  /** The manager for those who need but one. */
  public CacheManager manager() {
    return manager("manager", "serialization.allow=dev.jaycache.testkit.**");
  }

  /** A configuration with any types. */
  public static <K, V> MutableConfiguration<K, V> plain() {
    return new MutableConfiguration<>();
  }

  /** Removes the entries of all caches that are open, and closes the managers. */
  @Override
  public void close() {
    provider.close();
  }
}
