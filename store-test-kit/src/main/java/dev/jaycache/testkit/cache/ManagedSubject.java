package dev.jaycache.testkit.cache;

import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoredEntry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.management.CacheStatisticsMXBean;
import org.jspecify.annotations.Nullable;

/** A cache of a manager under comparison. For one thread. */
final class ManagedSubject implements Subject, AutoCloseable {
  private static final long MILLIS_PER_HOUR = TimeUnit.HOURS.toMillis(1);

  private final CacheManager manager;
  private final Cache<Object, Object> cache;
  private final Journal journal = new Journal();

  ManagedSubject(CacheManager manager, String name, Scenario scenario, Behaviour behaviour) {
    this.manager = manager;
    this.cache = manager.createCache(name, scenario.configuration(behaviour, journal));
  }

  @Override
  public Cache<Object, Object> cache() {
    return cache;
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public ModelCounts.Counts counts() {
    CacheStatisticsMXBean statistics = cache.unwrap(CacheStatisticsMXBean.class);
    return new ModelCounts.Counts(
        statistics.getCacheHits(),
        statistics.getCacheMisses(),
        statistics.getCachePuts(),
        statistics.getCacheRemovals());
  }

  @Override
  public void setStatistics(boolean enabled) {
    manager.enableStatistics(cache.getName(), enabled);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Map<String, String> content() {
    Store<Object, Object> store = cache.unwrap(Store.class);
    List<Request<Object, Object>> reads =
        Samples.KEYS.stream().map(key -> new Request<>(key, Mutation.<Object>read())).toList();
    List<Outcome<Object>> found = store.applyAll(reads);
    Map<String, String> content = new TreeMap<>();
    for (int i = 0; i < reads.size(); i++) {
      StoredEntry<Object> entry = found.get(i).previous();
      if (entry != null) {
        content.put(Shown.of(reads.get(i).key()), Shown.of(entry.value()) + " for " + shown(entry));
      }
    }
    return content;
  }

  /** A time to live in words, to the hour; null where the server keeps it to itself. */
  private static @Nullable String shown(StoredEntry<Object> entry) {
    if (entry.expiresAt() == StoredEntry.UNKNOWN_EXPIRY) {
      return null;
    }
    if (entry.expiresAt() == StoredEntry.NEVER_EXPIRES) {
      return "ever";
    }
    long left = entry.expiresAt() - System.currentTimeMillis();
    return (left + MILLIS_PER_HOUR - 1) / MILLIS_PER_HOUR + " h";
  }

  @Override
  public void close() {
    manager.destroyCache(cache.getName());
  }
}
