package dev.jaycache.redis.cache;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.cache.Cache;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;

/** A source of record that has the same number for every key and takes what it is given. */
final class NumberSource implements CacheLoader<String, Long>, CacheWriter<String, Long> {
  private static final Long VALUE = 5L;

  @Override
  public Long load(String key) {
    return VALUE;
  }

  @Override
  public Map<String, Long> loadAll(Iterable<? extends String> keys) {
    Map<String, Long> loaded = new HashMap<>();
    keys.forEach(key -> loaded.put(key, VALUE));
    return loaded;
  }

  @Override
  public void write(Cache.Entry<? extends String, ? extends Long> entry) {}

  @Override
  public void writeAll(Collection<Cache.Entry<? extends String, ? extends Long>> entries) {
    entries.clear();
  }

  @Override
  public void delete(Object key) {}

  @Override
  public void deleteAll(Collection<?> keys) {
    keys.clear();
  }
}
