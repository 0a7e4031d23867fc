package dev.jaycache.benchmark;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.processor.EntryProcessor;
import org.jspecify.annotations.Nullable;

/** A contender through {@code javax.cache}. Safe for any number of threads. */
final class JCacheTarget implements Target {
  private final CacheManager manager;
  private final Cache<String, String> cache;
  private final Cache<String, Long> counters;
  private final EntryProcessor<String, Long, Long> ownIncrement = new OwnIncrement();
  private final EntryProcessor<String, Long, Long> readyMade;
  private final boolean clearLeavesEntries;
  private final Runnable afterClose;

  /**
   * Takes open caches.
   *
   * @param readyMade the contender's own increment, or one like a user's where it has none
   * @param clearLeavesEntries whether what was cleared stays at the server, though nobody reads it
   * @param afterClose what is left to do when the manager is closed
   */
  JCacheTarget(
      Cache<String, String> cache,
      Cache<String, Long> counters,
      EntryProcessor<String, Long, Long> readyMade,
      boolean clearLeavesEntries,
      Runnable afterClose) {
    this.manager = cache.getCacheManager();
    this.cache = cache;
    this.counters = counters;
    this.readyMade = readyMade;
    this.clearLeavesEntries = clearLeavesEntries;
    this.afterClose = afterClose;
  }

  @Override
  public @Nullable String get(String key) {
    return cache.get(key);
  }

  @Override
  public void put(String key, String value) {
    cache.put(key, value);
  }

  @Override
  public @Nullable String getAndPut(String key, String value) {
    return cache.getAndPut(key, value);
  }

  @Override
  public boolean putIfAbsent(String key, String value) {
    return cache.putIfAbsent(key, value);
  }

  @Override
  public boolean replace(String key, String oldValue, String newValue) {
    return cache.replace(key, oldValue, newValue);
  }

  @Override
  public boolean remove(String key) {
    return cache.remove(key);
  }

  @Override
  public Map<String, String> getAll(Set<String> keys) {
    return cache.getAll(keys);
  }

  @Override
  public void putAll(Map<String, String> entries) {
    cache.putAll(entries);
  }

  @Override
  public void removeAll(Set<String> keys) {
    cache.removeAll(keys);
  }

  @Override
  public long iterate() {
    long read = 0;
    for (Cache.Entry<String, String> entry : cache) {
      if (entry.getValue() != null) {
        read++;
      }
    }
    return read;
  }

  @Override
  public void invokeIncrement(String counter) {
    counters.invoke(counter, ownIncrement);
  }

  @Override
  public void increment(String counter) {
    counters.invoke(counter, readyMade);
  }

  @Override
  public void resetCounters(Set<String> names) {
    counters.putAll(names.stream().collect(Collectors.toMap(name -> name, name -> 0L)));
  }

  @Override
  public long sumCounters(Set<String> names) {
    return counters.getAll(names).values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void clearCounters() {
    counters.clear();
  }

  @Override
  public void clear() {
    cache.clear();
  }

  @Override
  public void vacate(List<Set<String>> batches) {
    if (clearLeavesEntries) {
      batches.forEach(cache::removeAll);
    }
  }

  @Override
  public void close() {
    cache.clear();
    counters.clear();
    manager.close();
    afterClose.run();
  }
}
