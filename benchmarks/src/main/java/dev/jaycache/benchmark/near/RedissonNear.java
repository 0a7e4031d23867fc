package dev.jaycache.benchmark.near;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.config.Config;

/**
 * Redisson's map with a local cache, which publishes changes to those who have the same map. Safe
 * for any number of threads.
 *
 * @param <V> the type of values
 */
final class RedissonNear<V> implements NearTarget<V> {
  private final RedissonClient client;
  private final RLocalCachedMap<String, V> map;

  /**
   * Connects.
   *
   * @param size how many copies
   * @param tuned copies are found by the keys themselves; else, as Redisson has it, by digests of
   *     their bytes
   */
  RedissonNear(URI server, int size, boolean tuned) {
    this.client = Redisson.create(config(server));
    LocalCachedMapOptions<String, V> options =
        LocalCachedMapOptions.<String, V>name("near" + database(server))
            .cacheSize(size)
            .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LRU)
            .syncStrategy(LocalCachedMapOptions.SyncStrategy.INVALIDATE)
            .reconnectionStrategy(LocalCachedMapOptions.ReconnectionStrategy.CLEAR)
            .useObjectAsCacheKey(tuned);
    this.map = client.getLocalCachedMap(options);
  }

  /** One server, all else as Redisson has it. */
  static Config config(URI server) {
    Config config = new Config();
    config
        .useSingleServer()
        .setAddress("redis://" + server.getHost() + ':' + server.getPort())
        .setDatabase(database(server));
    return config;
  }

  /**
   * The number of the database. Changes are told for all databases together, so it is also part of
   * the names that contenders give their caches.
   */
  static int database(URI server) {
    return Integer.parseInt(server.getPath().substring(1));
  }

  @Override
  public @Nullable V get(String key) {
    return map.get(key);
  }

  /** Without asking what was there, as {@code Cache.put} does. */
  @Override
  public void put(String key, V value) {
    map.fastPut(key, value);
  }

  @Override
  public int read(String[] keys, int from, int count) {
    int there = 0;
    for (int i = from; i < from + count; i++) {
      if (map.get(keys[i]) != null) {
        there++;
      }
    }
    return there;
  }

  @Override
  public void close() {
    map.destroy();
    client.shutdown();
  }
}
