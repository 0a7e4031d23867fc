package dev.jaycache;

import dev.jaycache.config.CacheSettings;
import dev.jaycache.config.LoadMode;
import dev.jaycache.config.OnError;
import dev.jaycache.config.PlannerMode;
import dev.jaycache.engine.EarlyRefresh;
import dev.jaycache.engine.Engine;
import dev.jaycache.engine.EngineSettings;
import dev.jaycache.engine.Failures;
import dev.jaycache.engine.KeyLocks;
import dev.jaycache.engine.LoadRules;
import dev.jaycache.event.EventPublisher;
import dev.jaycache.expiry.ExpiryRules;
import dev.jaycache.expiry.Jitter;
import dev.jaycache.integration.ReadThrough;
import dev.jaycache.integration.WriteThrough;
import dev.jaycache.management.CacheBeans;
import dev.jaycache.near.NearStore;
import dev.jaycache.operation.TypeRules;
import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.statistics.FailureCounts;
import dev.jaycache.statistics.NearCacheStatistics;
import dev.jaycache.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of a cache together from its configuration and settings. For one cache.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class CacheAssembler<K, V> implements CacheParts.Assembly<K, V> {
  private final MutableConfiguration<K, V> configuration;
  private final CacheSettings settings;
  private final StoreOpener stores;
  private final Executor executor;
  private final List<Object> closeables = new ArrayList<>();

  CacheAssembler(
      MutableConfiguration<K, V> configuration,
      CacheSettings settings,
      StoreOpener stores,
      Executor executor) {
    this.configuration = configuration;
    this.settings = settings;
    this.stores = stores;
    this.executor = executor;
  }

  @Override
  public CacheParts<K, V> assemble(JayCache<K, V> cache) {
    StoreOpener.Opened<K, V> opened = stores.open(cache.getName(), configuration, settings);
    try {
      return assemble(cache, opened.store(), opened.detached());
    } catch (RuntimeException | Error e) {
      opened.store().close();
      Closing.closeAll(closeables);
      throw e;
    }
  }

  private CacheParts<K, V> assemble(
      JayCache<K, V> cache, Store<K, V> store, EventPublisher.Detached<K, V> detached) {
    long patience = settings.invoke().retryTimeout().toMillis();
    EventPublisher<K, V> events = new EventPublisher<>(cache, detached, executor, patience);
    CacheStatistics statistics =
        new CacheStatistics(configuration.isStatisticsEnabled(), store::evictions, store::counters);
    Engine<K, V> engine =
        new Engine<>(
            store,
            new ExpiryRules(
                create("expiry policy", configuration.getExpiryPolicyFactory()),
                settings.plan().pureExpiry(),
                Jitter.of(settings.load().jitter())),
            new Engine.Integration<>(loader(), writer(), early()),
            new Engine.Observers<>(statistics, events, failures(store)),
            new KeyLocks<>(patience),
            new EngineSettings(
                new TypeRules(configuration.getKeyType(), configuration.getValueType()),
                settings.plan().planner() == PlannerMode.ALWAYS_CAS,
                settings.store().bulkSize(),
                settings.invoke().exclusive(),
                settings.invoke().lease().toMillis(),
                patience,
                new LoadRules(
                    settings.load().mode() == LoadMode.ONCE, settings.load().lease().toMillis())));
    store.onExpired(events::expired);
    CacheBeans beans = new CacheBeans(cache, configuration, statistics, nearStatistics(store));
    return new CacheParts<>(engine, configuration, beans, closeables);
  }

  /** What the near cache counts; null where there is none. */
  static @Nullable NearCacheStatistics nearStatistics(Store<?, ?> store) {
    return store instanceof NearStore<?, ?> near ? near.statistics() : null;
  }

  private Failures<K, V> failures(Store<K, V> store) {
    boolean tolerant = settings.store().onError() == OnError.MISS;
    return new Failures<>(store, new FailureCounts(store::suspects), tolerant);
  }

  private @Nullable ReadThrough<K, V> loader() {
    Factory<CacheLoader<K, V>> factory = configuration.getCacheLoaderFactory();
    return factory == null
        ? null
        : new ReadThrough<>(create("cache loader", factory), configuration.isReadThrough());
  }

  private @Nullable EarlyRefresh<K> early() {
    double beta = settings.load().early();
    return settings.load().isEarly()
        ? new EarlyRefresh<>(EarlyRefresh.Terms.of(beta, stores.clock()), executor)
        : null;
  }

  private @Nullable WriteThrough<K, V> writer() {
    Factory<CacheWriter<? super K, ? super V>> factory = configuration.getCacheWriterFactory();
    if (factory == null) {
      return null;
    }
    CacheWriter<? super K, ? super V> writer = create("cache writer", factory);
    return configuration.isWriteThrough()
        ? new WriteThrough<>(writer, CacheAssembler::entry)
        : null;
  }

  private static <A, B> Cache.Entry<A, B> entry(A key, B value) {
    return new JayEntry<>(key, value);
  }

  private <T> T create(String what, Factory<? extends T> factory) {
    T made;
    try {
      made = factory.create();
    } catch (RuntimeException e) {
      throw new CacheException("the factory of the " + what + " threw " + e, e);
    }
    if (made == null) {
      throw new CacheException("the factory of the " + what + " made null");
    }
    closeables.add(made);
    return made;
  }
}
