package dev.jaycache;

import dev.jaycache.codec.Codecs;
import dev.jaycache.codec.CodedStore;
import dev.jaycache.config.CacheSettings;
import dev.jaycache.config.ConfigurationException;
import dev.jaycache.config.EventScope;
import dev.jaycache.config.LocalSettings;
import dev.jaycache.config.ManagerSettings;
import dev.jaycache.config.OnError;
import dev.jaycache.config.Placement;
import dev.jaycache.config.ServerUri;
import dev.jaycache.event.EventPublisher;
import dev.jaycache.local.Bounds;
import dev.jaycache.local.LocalStore;
import dev.jaycache.management.BackendBean;
import dev.jaycache.near.PreloadPlan;
import dev.jaycache.store.Backend;
import dev.jaycache.store.Bytes;
import dev.jaycache.store.DatedStore;
import dev.jaycache.store.NodeState;
import dev.jaycache.store.PlainValues;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreProvider;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.outage.Recovery;
import dev.jaycache.store.outage.SuspectStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the stores of a manager's caches: in this process, or at the server that the settings name.
 * Safe for any number of threads. When the connection to a server is made is the setting {@code
 * on-start}.
 */
final class StoreOpener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreOpener.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final ManagerSettings settings;
  private final ClassLoader loader;
  private final InstantSource clock;
  private final Recovery recovery;
  private final NearOpener nears;
  private final NearBuses buses;
  private final Overview overview;
  private @Nullable Backend backend;
  private @Nullable BackendBean bean;
  private boolean closed;

  /**
   * What a backend's MXBean tells of the manager.
   *
   * @param manager the manager's URI, without secrets
   * @param suspects how many keys of each cache are suspect, by the cache's name
   */
  record Overview(String manager, Supplier<Map<String, Long>> suspects) {}

  /**
   * Opens stores by the settings of a manager.
   *
   * @param clock what entries in this process expire by
   * @throws CacheException when the settings ask for what there is not, or for a server that
   *     answers at the start ({@code on-start = fail}) and it does not
   */
  StoreOpener(
      ManagerSettings settings,
      ClassLoader loader,
      Executor executor,
      InstantSource clock,
      Overview overview) {
    this.settings = settings;
    this.clock = clock;
    this.loader = loader;
    this.overview = overview;
    this.recovery = new Recovery(executor);
    this.nears =
        new NearOpener(
            settings.namespace() + '\0' + overview.manager(),
            clock,
            PreloadPlan.Background.on(executor, loader));
    this.buses = new NearBuses(() -> providers(loader), settings.backend(), recovery);
    if (!isInProcess(settings)) {
      switch (settings.connection().onStart()) {
        case LAZY -> {}
        case FAIL -> checkOrClose();
        case CONTINUE -> executor.execute(this::checkAndLog);
      }
    }
  }

  private void checkOrClose() {
    try {
      backend().check();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void checkAndLog() {
    try {
      backend().check();
    } catch (CacheException | IllegalStateException e) {
      // A manager that was closed meanwhile has no connections any more.
      if (isClosed()) {
        return;
      }
      LOG.warn("no server at the start; caches will use it when it is there: {}", e.getMessage());
    }
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

  /**
   * A store, and how what it is given is copied for others to keep.
   *
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  record Opened<K, V>(Store<K, V> store, EventPublisher.Detached<K, V> detached) {}

  <K, V> Opened<K, V> open(
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
      return new Opened<>(
          new LocalStore<>(bounds(cacheSettings.local()), new PlainValues<>(), clock),
          EventPublisher.Detached.none());
    }
    Codecs codecs =
        Codecs.of(
            cacheSettings.codec(),
            loader,
            configuration.getKeyType(),
            configuration.getValueType());
    CodedStore<K, V, ?, ?> store =
        local ? openLocal(codecs, cacheSettings.local()) : openRemote(cache, codecs, cacheSettings);
    boolean near = !local && cacheSettings.near().enabled();
    boolean dated = !local && cacheSettings.load().isEarly() && configuration.isReadThrough();
    Store<K, V> front = dated ? new DatedStore<>(store) : store;
    return new Opened<>(
        near ? nears.open(cache, store, codecs, cacheSettings.near()) : front,
        new DetachedCopies<>(store));
  }

  /** What entries expire by. */
  InstantSource clock() {
    return clock;
  }

  private record DetachedCopies<K, V>(CodedStore<K, V, ?, ?> store)
      implements EventPublisher.Detached<K, V> {
    @Override
    public K key(K key) {
      return store.detachedKey(key);
    }

    @Override
    public V value(V value) {
      return store.detachedValue(value);
    }
  }

  @SuppressWarnings("unchecked")
  private <K, V> CodedStore<K, V, ?, ?> openLocal(Codecs codecs, LocalSettings limits) {
    Bounds<Object, Object> bounds =
        limits.limitsWeight()
            ? new Bounds<>(
                Bounds.UNLIMITED, limits.maxWeight(), (key, value) -> codecs.weight(value))
            : bounds(limits);
    Store<Object, Object> store = new LocalStore<>(bounds, new PlainValues<>(), clock);
    return (CodedStore<K, V, ?, ?>)
        new CodedStore<>(store, codecs.keyCopies(), codecs.valueCopies(), true);
  }

  private static <A, B> Bounds<A, B> bounds(LocalSettings limits) {
    return new Bounds<>(
        limits.limitsEntries() ? limits.maxEntries() : Bounds.UNLIMITED, Bounds.UNLIMITED, null);
  }

  @SuppressWarnings("unchecked")
  private <K, V> CodedStore<K, V, ?, ?> openRemote(
      String cache, Codecs codecs, CacheSettings cacheSettings) {
    Backend opened = backend();
    StoreSpace space =
        new StoreSpace(settings.namespace(), cache, cacheSettings.store().settings());
    Store<byte[], byte[]> store = opened.open(space);
    if (cacheSettings.store().events() == EventScope.CLUSTER && !store.announces()) {
      store.close();
      throw new ConfigurationException(
          "cache "
              + cache
              + ": events = cluster, but its servers can't tell other processes of events: "
              + uris()
              + "; right is events = local there, or a Redis or Valkey server for this cache");
    }
    store = buses.telling(store, space, cacheSettings.near().telling());
    if (cacheSettings.store().onError() == OnError.MISS) {
      long patience = settings.connection().commandTimeout().toNanos();
      store = new SuspectStore(store, cache, recovery, opened::check, patience);
    }
    boolean plainNumbers = Bytes.isNumber(codecs.values().encode(0L));
    return (CodedStore<K, V, ?, ?>)
        new CodedStore<>(store, codecs.keys(), codecs.values(), plainNumbers);
  }

  private Backend backend() {
    lock.lock();
    try {
      if (closed) {
        throw new CacheException("the cache manager is closed");
      }
      if (backend == null) {
        backend = connect();
        bean = settings.management() ? register(backend) : null;
      }
      return backend;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable BackendBean register(Backend connected) {
    Backend.Bean mxBean = connected.bean(overview.suspects());
    return mxBean == null ? null : new BackendBean(mxBean, overview.manager());
  }

  /** How each server fares; none where nothing was sent to one yet. */
  List<NodeState> nodes() {
    lock.lock();
    try {
      return backend == null ? List.of() : backend.nodes();
    } finally {
      lock.unlock();
    }
  }

  /** What the backend offers beside its stores; nothing where the caches live in this process. */
  <T> Optional<T> unwrap(Class<T> type) {
    return isInProcess(settings) ? Optional.empty() : backend().unwrap(type);
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** The servers, without secrets. */
  private List<String> uris() {
    return settings.servers().stream().map(server -> ServerUri.parse(server).shown()).toList();
  }

  private Backend connect() {
    List<String> servers = settings.servers();
    List<ServerUri> uris = servers.stream().map(ServerUri::parse).toList();
    List<StoreProvider> providers = providers(loader);
    for (StoreProvider provider : providers) {
      if (uris.stream().allMatch(uri -> provider.schemes().contains(uri.scheme()))) {
        return provider.connect(servers, settings.backend());
      }
    }
    throw new CacheException(
        "no backend for "
            + uris()
            + " together; those on the class path take "
            + providers.stream().flatMap(provider -> provider.schemes().stream()).sorted().toList()
            + "; add the jar of the backend, such as dev.jaycache:backend-redis");
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (bean != null) {
        bean.close();
        bean = null;
      }
      if (backend != null) {
        backend.close();
        backend = null;
      }
      buses.close();
    } finally {
      lock.unlock();
    }
  }
}
