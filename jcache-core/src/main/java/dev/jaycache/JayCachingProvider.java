package dev.jaycache;

import java.lang.ref.WeakReference;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * The provider that {@code Caching.getCachingProvider()} finds: one manager for each class loader
 * and URI. Safe for any number of threads.
 *
 * <p>A manager's URI may be a server ({@code redis://host:6379}), a configuration file ({@code
 * file:}, {@code jar:}, {@code classpath:}), or just a name. A null URI, class loader or properties
 * stand for the defaults.
 */
public final class JayCachingProvider implements CachingProvider {
  private static final URI DEFAULT_URI = URI.create("jaycache:default");

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final WeakHashMap<ClassLoader, Map<URI, JayCacheManager>> managers = new WeakHashMap<>();
  private WeakReference<ClassLoader> defaultLoader = new WeakReference<>(null);

  /** For {@link java.util.ServiceLoader}, and for those who want a provider of their own. */
  public JayCachingProvider() {
    this(InstantSource.system());
  }

  /**
   * For tests of expiry.
   *
   * @param clock what the entries of caches in this process expire by
   */
  JayCachingProvider(InstantSource clock) {
    this.clock = clock;
  }

  InstantSource clock() {
    return clock;
  }

  @Override
  public CacheManager getCacheManager(
      @Nullable URI uri, @Nullable ClassLoader classLoader, @Nullable Properties properties) {
    URI wanted = uri == null ? getDefaultURI() : uri;
    ClassLoader loader = classLoader == null ? getDefaultClassLoader() : classLoader;
    lock.lock();
    try {
      JayCacheManager manager = find(wanted, loader);
      if (manager == null) {
        manager =
            new JayCacheManager(
                this, wanted, loader, properties == null ? getDefaultProperties() : properties);
        managers.computeIfAbsent(loader, key -> new HashMap<>()).put(wanted, manager);
      }
      return manager;
    } finally {
      lock.unlock();
    }
  }

  /** A manager that was asked for by this URI, or that shows it as its own, without secrets. */
  private @Nullable JayCacheManager find(URI uri, ClassLoader loader) {
    Map<URI, JayCacheManager> known = managers.getOrDefault(loader, Map.of());
    JayCacheManager manager = known.get(uri);
    if (manager != null) {
      return manager;
    }
    return known.values().stream()
        .filter(other -> other.getURI().equals(uri))
        .findFirst()
        .orElse(null);
  }

  @Override
  public CacheManager getCacheManager(@Nullable URI uri, @Nullable ClassLoader classLoader) {
    return getCacheManager(uri, classLoader, null);
  }

  @Override
  public CacheManager getCacheManager() {
    return getCacheManager(null, null, null);
  }

  /**
   * The calling thread's context loader at the first use, so that all threads of an application get
   * the same manager.
   */
  @Override
  public ClassLoader getDefaultClassLoader() {
    lock.lock();
    try {
      ClassLoader loader = defaultLoader.get();
      if (loader == null) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        loader =
            context == null
                ? Objects.requireNonNull(JayCachingProvider.class.getClassLoader())
                : context;
        defaultLoader = new WeakReference<>(loader);
      }
      return loader;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public URI getDefaultURI() {
    return DEFAULT_URI;
  }

  @Override
  public Properties getDefaultProperties() {
    return new Properties();
  }

  /** Store by reference, where the default manager keeps its caches in this process. */
  @Override
  public boolean isSupported(OptionalFeature optionalFeature) {
    return switch (optionalFeature) {
      case STORE_BY_REFERENCE ->
          StoreOpener.isInProcess(
              JayCacheManager.settings(
                  getDefaultURI(), getDefaultClassLoader(), getDefaultProperties()));
    };
  }

  void release(JayCacheManager manager) {
    lock.lock();
    try {
      Map<URI, JayCacheManager> known = managers.get(manager.getClassLoader());
      if (known != null) {
        known.values().remove(manager);
        if (known.isEmpty()) {
          managers.remove(manager.getClassLoader());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private List<JayCacheManager> open() {
    lock.lock();
    try {
      List<JayCacheManager> open = new ArrayList<>();
      managers.values().forEach(known -> open.addAll(known.values()));
      return open;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    open().forEach(CacheManager::close);
  }

  @Override
  public void close(@Nullable ClassLoader classLoader) {
    ClassLoader loader = classLoader == null ? getDefaultClassLoader() : classLoader;
    open().stream()
        .filter(manager -> manager.getClassLoader() == loader)
        .forEach(CacheManager::close);
  }

  @Override
  public void close(@Nullable URI uri, @Nullable ClassLoader classLoader) {
    URI wanted = uri == null ? getDefaultURI() : uri;
    ClassLoader loader = classLoader == null ? getDefaultClassLoader() : classLoader;
    JayCacheManager manager;
    lock.lock();
    try {
      manager = find(wanted, loader);
    } finally {
      lock.unlock();
    }
    if (manager != null) {
      manager.close();
    }
  }
}
