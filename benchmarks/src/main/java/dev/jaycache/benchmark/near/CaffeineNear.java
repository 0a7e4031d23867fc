package dev.jaycache.benchmark.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Caffeine by itself: nothing tells it of changes. Safe for any number of threads.
 *
 * @param <V> the type of values
 */
final class CaffeineNear<V> implements NearTarget<V> {
  private final Cache<String, V> cache;

  /**
   * An empty cache.
   *
   * @param executor who does the maintenance; null: Caffeine's default, the common pool
   */
  CaffeineNear(long size, @Nullable Executor executor) {
    Caffeine<Object, Object> builder = Caffeine.newBuilder().maximumSize(size);
    this.cache = (executor == null ? builder : builder.executor(executor)).build();
  }

  @Override
  public @Nullable V get(String key) {
    return cache.getIfPresent(key);
  }

  @Override
  public void put(String key, V value) {
    cache.put(key, value);
  }

  @Override
  public int read(String[] keys, int from, int count) {
    int there = 0;
    for (int i = from; i < from + count; i++) {
      if (cache.getIfPresent(keys[i]) != null) {
        there++;
      }
    }
    return there;
  }

  @Override
  public void close() {
    cache.invalidateAll();
  }
}
