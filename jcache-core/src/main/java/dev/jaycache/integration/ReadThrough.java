package dev.jaycache.integration;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/**
 * The one caller of a cache's {@link CacheLoader}. As thread-safe as the loader. Whatever it throws
 * arrives as a {@link CacheLoaderException} (JSR-107, 10.1).
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class ReadThrough<K, V> {
  private final CacheLoader<K, V> loader;
  private final boolean onMiss;
  private volatile boolean ended;

  /**
   * Over the application's loader.
   *
   * @param onMiss whether a read of a missing entry loads it; {@code loadAll} always does
   */
  public ReadThrough(CacheLoader<K, V> loader, boolean onMiss) {
    this.loader = loader;
    this.onMiss = onMiss;
  }

  /** Whether a read of a missing entry loads it. */
  public boolean isOnMiss() {
    return onMiss;
  }

  /**
   * No load begins any more: the cache is closed, and its loader with it. A load of all keys may
   * have looked at the store before, in the background.
   */
  public void end() {
    ended = true;
  }

  private void checkNotEnded() {
    if (ended) {
      throw new IllegalStateException("the cache is closed");
    }
  }

  /** Loads one value; null where there is none. */
  public @Nullable V load(K key) {
    checkNotEnded();
    try {
      return loader.load(key);
    } catch (RuntimeException e) {
      throw wrap(e);
    }
  }

  /**
   * Loads values; what the loader does not know, or maps to null, is left out, and so is what it
   * gives without being asked (javadoc of Cache.getAll: for the keys requested).
   */
  public Map<K, V> loadAll(Iterable<? extends K> keys) {
    checkNotEnded();
    Map<K, V> loaded;
    try {
      loaded = loader.loadAll(keys);
    } catch (RuntimeException e) {
      throw wrap(e);
    }
    Map<K, V> known = new LinkedHashMap<>();
    if (loaded != null) {
      for (K key : keys) {
        V value = loaded.get(key);
        if (value != null) {
          known.put(key, value);
        }
      }
    }
    return known;
  }

  private static CacheLoaderException wrap(RuntimeException e) {
    return e instanceof CacheLoaderException own
        ? own
        : new CacheLoaderException("the cache loader threw " + e, e);
  }
}
