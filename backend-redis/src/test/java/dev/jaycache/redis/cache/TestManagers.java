package dev.jaycache.redis.cache;

import dev.jaycache.JayCachingProvider;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;

/** Managers as applications make them, each of a provider of its own. For one thread. */
final class TestManagers implements AutoCloseable {
  private final List<CacheManager> open = new ArrayList<>();

  /**
   * A manager on a server.
   *
   * @param settings each {@code path=value}, without {@code jaycache.}; the deadlines are long
   *     where none is named, so that a busy machine is not taken for a server that is away
   */
  CacheManager open(URI server, String... settings) {
    Properties properties = new Properties();
    properties.setProperty("jaycache.connect-timeout", "30 s");
    properties.setProperty("jaycache.command-timeout", "30 s");
    for (String setting : settings) {
      int at = setting.indexOf('=');
      properties.setProperty("jaycache." + setting.substring(0, at), setting.substring(at + 1));
    }
    ClassLoader loader = TestManagers.class.getClassLoader();
    CacheManager manager = new JayCachingProvider().getCacheManager(server, loader, properties);
    open.add(0, manager);
    return manager;
  }

  /** A cache on a server. */
  <K, V> Cache<K, V> cache(
      URI server, MutableConfiguration<K, V> configuration, String... settings) {
    return open(server, settings).createCache("cache", configuration);
  }

  @Override
  public void close() {
    open.forEach(CacheManager::close);
    open.clear();
  }
}
