package dev.jaycache;

import dev.jaycache.codec.Codecs;
import dev.jaycache.codec.CodedStore;
import dev.jaycache.config.CacheSettings;
import dev.jaycache.config.LocalSettings;
import dev.jaycache.config.ManagerSettings;
import dev.jaycache.config.Placement;
import dev.jaycache.config.ServerUri;
import dev.jaycache.local.Bounds;
import dev.jaycache.local.LocalStore;
import dev.jaycache.store.Backend;
import dev.jaycache.store.Bytes;
import dev.jaycache.store.MutationInterpreter;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreProvider;
import dev.jaycache.store.StoreSpace;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Opens the stores of a manager's caches: in this process, or at the server that the settings name.
 * Safe for any number of threads. The connection to a server is made when the first cache needs it.
 */
final class StoreOpener implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final ManagerSettings settings;
  private final ClassLoader loader;
  private @Nullable Backend backend;

  StoreOpener(ManagerSettings settings, ClassLoader loader) {
    this.settings = settings;
    this.loader = loader;
  }

  /** The backends that a class loader knows, and those that are beside this class. */
  static List<StoreProvider> providers(ClassLoader loader) {
    List<StoreProvider> found = new ArrayList<>();
    for (ClassLoader from : new ClassLoader[] {loader, StoreOpener.class.getClassLoader()}) {
      for (StoreProvider provider : ServiceLoader.load(StoreProvider.class, from)) {
        if (found.stream().noneMatch(known -> known.getClass() == provider.getClass())) {
          found.add(provider);
        }
      }
    }
    return found;
  }

  /** Whether a manager with these settings can keep entries by reference. */
  static boolean isInProcess(ManagerSettings settings) {
    return settings.servers().isEmpty();
  }

  <K, V> Store<K, V> open(
      String cache, CompleteConfiguration<K, V> configuration, CacheSettings cacheSettings) {
    boolean local = isInProcess(settings) || cacheSettings.store().placement() == Placement.LOCAL;
    if (!configuration.isStoreByValue()) {
      if (!local) {
        throw new UnsupportedOperationException(
            "cache "
                + cache
                + ": only a cache in this process can be stored by reference; set store by value,"
                + " or store = local for it");
      }
      return new LocalStore<>(bounds(cacheSettings.local()), new ByEquals<>(), clock());
    }
    Codecs codecs =
        Codecs.of(
            cacheSettings.codec(),
            loader,
            configuration.getKeyType(),
            configuration.getValueType());
    return local
        ? openLocal(codecs, cacheSettings.local())
        : openRemote(cache, codecs, cacheSettings);
  }

  private static InstantSource clock() {
    return InstantSource.system();
  }

  @SuppressWarnings("unchecked")
  private <K, V> Store<K, V> openLocal(Codecs codecs, LocalSettings limits) {
    Bounds<Object, Object> bounds =
        limits.limitsWeight()
            ? new Bounds<>(
                Bounds.UNLIMITED, limits.maxWeight(), (key, value) -> codecs.weight(value))
            : bounds(limits);
    Store<Object, Object> store = new LocalStore<>(bounds, new ByEquals<>(), clock());
    return (Store<K, V>) new CodedStore<>(store, codecs.keyCopies(), codecs.valueCopies(), false);
  }

  private static <A, B> Bounds<A, B> bounds(LocalSettings limits) {
    return new Bounds<>(
        limits.limitsEntries() ? limits.maxEntries() : Bounds.UNLIMITED, Bounds.UNLIMITED, null);
  }

  @SuppressWarnings("unchecked")
  private <K, V> Store<K, V> openRemote(String cache, Codecs codecs, CacheSettings cacheSettings) {
    Store<byte[], byte[]> store =
        backend()
            .open(new StoreSpace(settings.namespace(), cache, cacheSettings.store().settings()));
    boolean plainNumbers = Bytes.isNumber(codecs.values().encode(0L));
    return (Store<K, V>) new CodedStore<>(store, codecs.keys(), codecs.values(), plainNumbers);
  }

  private Backend backend() {
    lock.lock();
    try {
      if (backend == null) {
        backend = connect();
      }
      return backend;
    } finally {
      lock.unlock();
    }
  }

  private Backend connect() {
    String server = settings.servers().get(0);
    ServerUri uri = ServerUri.parse(server);
    List<StoreProvider> providers = providers(loader);
    for (StoreProvider provider : providers) {
      if (provider.schemes().contains(uri.scheme())) {
        return provider.connect(server, settings.backend());
      }
    }
    throw new CacheException(
        "no backend for "
            + uri.shown()
            + "; those on the class path take "
            + providers.stream().flatMap(provider -> provider.schemes().stream()).sorted().toList()
            + (uri.scheme().startsWith("redis") ? "; add dev.jaycache:backend-redis" : ""));
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (backend != null) {
        backend.close();
        backend = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Plain values, as the application compares them. */
  private static final class ByEquals<V> implements MutationInterpreter.Values<V> {
    @Override
    public boolean same(V stored, V asked) {
      return stored.equals(asked);
    }

    @Override
    public @Nullable V sum(V stored, V delta) {
      return null;
    }
  }
}
