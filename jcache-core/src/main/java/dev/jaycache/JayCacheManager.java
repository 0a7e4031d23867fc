package dev.jaycache;

import dev.jaycache.config.CacheSettings;
import dev.jaycache.config.ConfigSources;
import dev.jaycache.config.ManagerSettings;
import dev.jaycache.config.MonitorSettings;
import dev.jaycache.config.ServerUri;
import dev.jaycache.config.SettingsLoader;
import dev.jaycache.operation.TypeRules;
import dev.jaycache.store.NodeState;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * A JCache manager: the caches of one place, one configuration and one class loader. Safe for any
 * number of threads. Its threads, for {@code loadAll}, loads before the expiry and asynchronous
 * listeners, come when they are needed and go after 10 s.
 */
public final class JayCacheManager implements CacheManager {
  private final JayCachingProvider provider;
  private final URI uri;
  private final ClassLoader loader;
  private final Properties properties;
  private final ManagerSettings settings;
  private final StoreOpener stores;
  private final ExecutorService executor = newExecutor();
  private final ConcurrentHashMap<String, JayCache<?, ?>> caches = new ConcurrentHashMap<>();
  private final ReentrantLock creation = new ReentrantLock();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A manager by the settings that apply to it.
   *
   * @param uri as it was asked for; it may hold a secret, which is not shown
   */
  JayCacheManager(JayCachingProvider provider, URI uri, ClassLoader loader, Properties properties) {
    this.provider = provider;
    this.uri = URI.create(ServerUri.shown(uri));
    this.loader = loader;
    this.properties = properties;
    this.settings = settings(uri, loader, properties);
    this.stores =
        new StoreOpener(
            settings,
            loader,
            executor,
            provider.clock(),
            new StoreOpener.Overview(this.uri.toString(), this::suspects));
  }

  /** The settings that a manager would have. */
  static ManagerSettings settings(URI uri, ClassLoader loader, Properties properties) {
    return new SettingsLoader(StoreOpener.providers(loader))
        .load(ConfigSources.ofProcess(uri, loader, properties));
  }

  private static ExecutorService newExecutor() {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "jaycache");
          thread.setDaemon(true);
          return thread;
        });
  }

  Executor executor() {
    return executor;
  }

  @Override
  public CachingProvider getCachingProvider() {
    return provider;
  }

  /** The manager's URI; where it was a server's, without its secrets. */
  @Override
  public URI getURI() {
    return uri;
  }

  @Override
  public ClassLoader getClassLoader() {
    return loader;
  }

  @Override
  public Properties getProperties() {
    return properties;
  }

  @Override
  public <K, V, C extends Configuration<K, V>> Cache<K, V> createCache(
      String cacheName, C configuration) {
    checkOpen();
    Objects.requireNonNull(cacheName, "a cache name can't be null");
    Objects.requireNonNull(configuration, "a cache configuration can't be null");
    CacheSettings cacheSettings = settings.cache(cacheName);
    MutableConfiguration<K, V> copy = copy(configuration, cacheSettings.monitor());
    JayCache<K, V> cache;
    creation.lock();
    try {
      checkOpen();
      if (caches.containsKey(cacheName)) {
        throw new CacheException(
            "a cache named " + cacheName + " exists already; getCache gives it");
      }
      cache =
          new JayCache<>(
              this, cacheName, new CacheAssembler<>(copy, cacheSettings, stores, executor));
      caches.put(cacheName, cache);
      cache.parts().setStatisticsEnabled(copy.isStatisticsEnabled());
      cache.parts().setManagementEnabled(copy.isManagementEnabled());
    } finally {
      creation.unlock();
    }
    cache.parts().listeners().begin();
    return cache;
  }

  private static <K, V> MutableConfiguration<K, V> copy(
      Configuration<K, V> configuration, MonitorSettings monitor) {
    MutableConfiguration<K, V> copy;
    if (configuration instanceof CompleteConfiguration<K, V> complete) {
      copy = new MutableConfiguration<>(complete);
    } else {
      copy = new MutableConfiguration<>();
      copy.setStoreByValue(configuration.isStoreByValue());
      copy.setTypes(configuration.getKeyType(), configuration.getValueType());
    }
    copy.setStatisticsEnabled(monitor.statistics().choose(copy.isStatisticsEnabled()));
    copy.setManagementEnabled(monitor.management().choose(copy.isManagementEnabled()));
    return copy;
  }

  @Override
  public <K, V> @Nullable Cache<K, V> getCache(
      String cacheName, Class<K> keyClazz, Class<V> valueClazz) {
    checkOpen();
    Objects.requireNonNull(keyClazz, "the key type can't be null");
    Objects.requireNonNull(valueClazz, "the value type can't be null");
    JayCache<?, ?> cache = caches.get(Objects.requireNonNull(cacheName));
    if (cache == null) {
      return null;
    }
    TypeRules types = cache.parts().types();
    checkType("key", types.keyType(), keyClazz);
    checkType("value", types.valueType(), valueClazz);
    return unchecked(cache);
  }

  private static void checkType(String what, Class<?> configured, Class<?> asked) {
    if (configured != asked) {
      throw new ClassCastException(
          "the cache's configured "
              + what
              + " type is "
              + configured.getName()
              + ", not "
              + asked.getName());
    }
  }

  @Override
  public <K, V> @Nullable Cache<K, V> getCache(String cacheName) {
    checkOpen();
    JayCache<?, ?> cache = caches.get(Objects.requireNonNull(cacheName));
    // Since JCache 1.1 a typed cache may be asked for without its types.
    return cache == null ? null : unchecked(cache);
  }

  @SuppressWarnings("unchecked")
  private static <K, V> Cache<K, V> unchecked(JayCache<?, ?> cache) {
    return (Cache<K, V>) cache;
  }

  @Override
  public Iterable<String> getCacheNames() {
    checkOpen();
    return Collections.unmodifiableSet(new TreeSet<>(caches.keySet()));
  }

  @Override
  public void destroyCache(String cacheName) {
    checkOpen();
    JayCache<?, ?> cache = caches.get(Objects.requireNonNull(cacheName));
    if (cache != null) {
      try {
        cache.parts().store().clear();
      } finally {
        cache.close();
      }
    }
  }

  @Override
  public void enableManagement(String cacheName, boolean enabled) {
    known(cacheName).parts().setManagementEnabled(enabled);
  }

  @Override
  public void enableStatistics(String cacheName, boolean enabled) {
    known(cacheName).parts().setStatisticsEnabled(enabled);
  }

  private JayCache<?, ?> known(String cacheName) {
    checkOpen();
    JayCache<?, ?> cache = caches.get(Objects.requireNonNull(cacheName));
    if (cache == null) {
      throw new CacheException("there is no cache named " + cacheName);
    }
    return cache;
  }

  void release(JayCache<?, ?> cache) {
    caches.remove(cache.getName(), cache);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      provider.release(this);
      try {
        each(cache -> cache.parts().beforeClose());
      } finally {
        closeAll();
      }
    }
  }

  private void closeAll() {
    creation.lock();
    try {
      each(Cache::close);
    } finally {
      try {
        stores.close();
      } finally {
        creation.unlock();
        executor.shutdown();
      }
    }
  }

  /** Does something to each cache, also after one that threw; throws what was thrown first. */
  private void each(Consumer<JayCache<?, ?>> action) {
    List<Throwable> thrown = new ArrayList<>();
    for (JayCache<?, ?> cache : caches.values()) {
      try {
        action.accept(cache);
      } catch (RuntimeException | Error e) {
        thrown.add(e);
      }
    }
    if (thrown.isEmpty()) {
      return;
    }
    Throwable first = thrown.get(0);
    thrown.subList(1, thrown.size()).forEach(first::addSuppressed);
    if (first instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) first;
  }

  @Override
  public boolean isClosed() {
    return closed.get();
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the cache manager " + uri + " is closed");
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Beside the manager itself, it gives what the backend of its servers offers.
   *
   * @throws IllegalArgumentException when nobody offers that
   * @throws IllegalStateException when the backend is asked, and the manager is closed
   */
  @Override
  public <T> T unwrap(Class<T> clazz) {
    if (clazz.isInstance(this)) {
      return clazz.cast(this);
    }
    checkOpen();
    return stores
        .unwrap(clazz)
        .orElseThrow(
            () ->
                new IllegalArgumentException("a manager can't be unwrapped to " + clazz.getName()));
  }

  /**
   * How each server fares, as this manager sees it; none where the caches live in this process, or
   * nothing was sent to a server yet.
   */
  public List<NodeState> nodes() {
    return stores.nodes();
  }

  /**
   * How many keys of each open cache are suspect, by the cache's name: see {@link
   * dev.jaycache.statistics.FailureStatistics#getSuspects}.
   */
  public Map<String, Long> suspects() {
    Map<String, Long> suspects = new TreeMap<>();
    caches.forEach((name, cache) -> suspects.put(name, cache.parts().store().suspects()));
    return suspects;
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "JayCacheManager[" + uri + "]";
  }
}
