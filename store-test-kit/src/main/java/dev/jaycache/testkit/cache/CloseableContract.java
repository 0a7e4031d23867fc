package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.Closeable;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the application gave is made once and closed once (javadoc of Cache.close). */
interface CloseableContract extends CacheChapter {
  /** How often each part was made, called and closed. */
  final class Log {
    private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();

    void count(String what) {
      counts.merge(what, 1, Integer::sum);
    }

    int of(String what) {
      return counts.getOrDefault(what, 0);
    }

    Map<String, Integer> ending(String suffix) {
      Map<String, Integer> found = new TreeMap<>();
      counts.forEach(
          (what, count) -> {
            if (what.endsWith(suffix)) {
              found.put(what.substring(0, what.length() - suffix.length()), count);
            }
          });
      return found;
    }
  }

  /** Every part that a cache may be given, in one class. */
  final class Part
      implements CacheLoader<String, String>,
          CacheWriter<String, String>,
          ExpiryPolicy,
          CacheEntryCreatedListener<String, String>,
          CacheEntryEventFilter<String, String>,
          Closeable {
    private final String name;
    private final Log log;

    Part(String name, Log log) {
      this.name = name;
      this.log = log;
      log.count(name + " made");
    }

    @Override
    public void close() {
      log.count(name + " closed");
      if (name.endsWith("bad")) {
        throw new IllegalStateException("does not want to");
      }
    }

    @Override
    public @Nullable String load(String key) {
      return null;
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
      return Map.of();
    }

    @Override
    public void write(Cache.Entry<? extends String, ? extends String> entry) {}

    @Override
    public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {}

    @Override
    public void delete(Object key) {}

    @Override
    public void deleteAll(Collection<?> keys) {}

    @Override
    public Duration getExpiryForCreation() {
      return Duration.ETERNAL;
    }

    @Override
    public @Nullable Duration getExpiryForAccess() {
      return null;
    }

    @Override
    public @Nullable Duration getExpiryForUpdate() {
      return null;
    }

    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
      log.count(name + " called");
    }

    @Override
    public boolean evaluate(CacheEntryEvent<? extends String, ? extends String> event) {
      return true;
    }
  }

  private static CacheEntryListenerConfiguration<String, String> listener(String name, Log log) {
    return new MutableCacheEntryListenerConfiguration<>(
        () -> new Part(name, log), () -> new Part(name + " filter", log), false, true);
  }

  private static MutableConfiguration<String, String> full(Log log) {
    return new MutableConfiguration<String, String>()
        .setReadThrough(true)
        .setWriteThrough(true)
        .setCacheLoaderFactory(() -> new Part("loader", log))
        .setCacheWriterFactory(() -> new Part("writer", log))
        .setExpiryPolicyFactory(() -> new Part("policy", log))
        .addCacheEntryListenerConfiguration(listener("listener", log));
  }

  private static Map<String, Integer> onceEach(String... names) {
    Map<String, Integer> all = new TreeMap<>();
    for (String name : names) {
      all.put(name, 1);
    }
    return all;
  }

  @Test
  default void everyPart_isMadeOnceAndClosedOnce() {
    Log log = new Log();
    Cache<String, String> cache = open(full(log));
    cache.registerCacheEntryListener(listener("late", log));
    CacheEntryListenerConfiguration<String, String> early = listener("early", log);
    cache.registerCacheEntryListener(early);
    cache.deregisterCacheEntryListener(early);
    assertEquals(onceEach("early", "early filter"), log.ending(" closed"));
    cache.put("key", "value");
    cache.close();
    cache.close();
    cache.getCacheManager().close();
    Map<String, Integer> all =
        onceEach(
            "loader",
            "writer",
            "policy",
            "listener",
            "listener filter",
            "late",
            "late filter",
            "early",
            "early filter");
    assertEquals(all, log.ending(" made"));
    assertEquals(all, log.ending(" closed"));
    assertEquals(0, log.of("early called"));
    assertEquals(1, log.of("late called"));
  }

  @Test
  default void partsOfAClosedManager_areClosedOnce() {
    Log log = new Log();
    open(full(log)).getCacheManager().close();
    assertEquals(log.ending(" made"), log.ending(" closed"));
  }

  @Test
  default void partsOfADestroyedCache_areClosedOnce() {
    Log log = new Log();
    open(full(log));
    place().manager().destroyCache("cache");
    assertEquals(log.ending(" made"), log.ending(" closed"));
  }

  @Test
  default void partThatThrowsAtItsEnd_keepsNoOtherOpen() {
    Log log = new Log();
    MutableConfiguration<String, String> configuration = full(log);
    configuration.setCacheLoaderFactory(() -> new Part("bad", log));
    Cache<String, String> cache = open(configuration);
    cache.close();
    assertEquals(log.ending(" made"), log.ending(" closed"));
  }

  @Test
  default void onePartInSeveralRoles_isClosedOnce() {
    Log log = new Log();
    Part all = new Part("all", log);
    Factory<Part> same = () -> all;
    open(new MutableConfiguration<String, String>()
            .setCacheLoaderFactory(same)
            .setCacheWriterFactory(same)
            .setExpiryPolicyFactory(same)
            .addCacheEntryListenerConfiguration(
                new MutableCacheEntryListenerConfiguration<>(same, same, false, true)))
        .close();
    assertEquals(onceEach("all"), log.ending(" closed"));
  }

  @Test
  default void factoryThatThrows_leavesNoCacheAndNothingOpen() {
    Log log = new Log();
    MutableConfiguration<String, String> configuration = full(log);
    configuration.addCacheEntryListenerConfiguration(
        new MutableCacheEntryListenerConfiguration<String, String>(
            () -> {
              throw new IllegalArgumentException("no listener today");
            },
            null,
            false,
            true));
    assertThrows(RuntimeException.class, () -> open(configuration));
    assertEquals(log.ending(" made"), log.ending(" closed"));
    MutableConfiguration<String, String> nothing = full(log);
    nothing.setExpiryPolicyFactory(() -> null);
    assertThrows(CacheException.class, () -> open(nothing));
    assertEquals(log.ending(" made"), log.ending(" closed"));
    open(full(log)).put("key", "value");
  }

  @Test
  default void listenerWhoseFactoryThrew_canBeRegisteredLater() {
    Log log = new Log();
    boolean[] ready = new boolean[1];
    CacheEntryListenerConfiguration<String, String> slow =
        new MutableCacheEntryListenerConfiguration<>(
            () -> {
              if (!ready[0]) {
                throw new IllegalStateException("not yet");
              }
              return new Part("slow", log);
            },
            null,
            false,
            true);
    Cache<String, String> cache = open();
    assertThrows(RuntimeException.class, () -> cache.registerCacheEntryListener(slow));
    ready[0] = true;
    cache.registerCacheEntryListener(slow);
    assertThrows(IllegalArgumentException.class, () -> cache.registerCacheEntryListener(slow));
    cache.put("key", "value");
    assertEquals(1, log.of("slow called"));
    cache.deregisterCacheEntryListener(slow);
    cache.deregisterCacheEntryListener(slow);
    cache.put("other", "value");
    assertEquals(1, log.of("slow called"));
    assertEquals(1, log.of("slow closed"));
  }
}
