package dev.jaycache;

import dev.jaycache.engine.BulkInvocationRunner;
import dev.jaycache.engine.BulkRunner;
import dev.jaycache.engine.CountRunner;
import dev.jaycache.engine.Engine;
import dev.jaycache.engine.Failures;
import dev.jaycache.engine.InvocationRunner;
import dev.jaycache.engine.LoadRunner;
import dev.jaycache.engine.OperationRunner;
import dev.jaycache.event.EventPublisher;
import dev.jaycache.event.RemoteEvents;
import dev.jaycache.integration.ReadThrough;
import dev.jaycache.management.CacheBeans;
import dev.jaycache.near.NearStore;
import dev.jaycache.operation.Operation;
import dev.jaycache.operation.TypeRules;
import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.statistics.FailureStatistics;
import dev.jaycache.statistics.Meters;
import dev.jaycache.statistics.NearCacheStatistics;
import dev.jaycache.store.DatedStore;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.CacheException;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriterException;
import javax.cache.integration.CompletionListener;
import javax.cache.management.CacheStatisticsMXBean;
import org.jspecify.annotations.Nullable;

/**
 * What one cache is made of, and its way from open to closed. Safe for any number of threads.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class CacheParts<K, V> {
  /**
   * Makes the parts of a cache, which need the cache itself as the source of its events.
   *
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  interface Assembly<K, V> {
    CacheParts<K, V> assemble(JayCache<K, V> cache);
  }

  private final Engine<K, V> engine;
  private final MutableConfiguration<K, V> configuration;
  private final TypeRules types;
  private final CacheBeans beans;
  private final List<Object> closeables;
  private final OperationRunner<K, V> runner;
  private final BulkRunner<K, V> bulk;
  private final LoadRunner<K, V> loads;
  private final InvocationRunner<K, V> invocations;
  private final BulkInvocationRunner<K, V> bulkInvocations;
  private final CountRunner<K, V> counts;
  private final CacheListeners<K, V> listeners;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * An open cache's parts.
   *
   * @param closeables the user's objects that are closed with the cache, if they can be
   */
  CacheParts(
      Engine<K, V> engine,
      MutableConfiguration<K, V> configuration,
      CacheBeans beans,
      List<Object> closeables) {
    this.engine = engine;
    this.configuration = configuration;
    this.types = engine.settings().types();
    this.beans = beans;
    this.closeables = closeables;
    this.runner = new OperationRunner<>(engine);
    this.bulk = new BulkRunner<>(engine, runner);
    this.loads = new LoadRunner<>(engine, runner, bulk);
    this.invocations = new InvocationRunner<>(engine, runner);
    this.bulkInvocations = new BulkInvocationRunner<>(engine, bulk, invocations);
    this.counts = new CountRunner<>(engine, runner);
    EventPublisher<K, V> events = engine.observers().events();
    this.listeners =
        new CacheListeners<>(configuration, events, new RemoteEvents<>(engine.store(), events));
  }

  void checkOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the cache is closed");
    }
  }

  boolean isClosed() {
    return closed.get();
  }

  TypeRules types() {
    return types;
  }

  Store<K, V> store() {
    return engine.store();
  }

  OperationRunner<K, V> runner() {
    return runner;
  }

  BulkRunner<K, V> bulk() {
    return bulk;
  }

  LoadRunner<K, V> loads() {
    return loads;
  }

  InvocationRunner<K, V> invocations() {
    return invocations;
  }

  BulkInvocationRunner<K, V> bulkInvocations() {
    return bulkInvocations;
  }

  CountRunner<K, V> counts() {
    return counts;
  }

  CacheListeners<K, V> listeners() {
    return listeners;
  }

  CacheStatistics statistics() {
    return engine.observers().statistics();
  }

  /** Removes every entry and tells nobody. */
  void clear() {
    engine.observers().failures().clear();
  }

  /** Removes every entry; where a writer or listener throws, the other pages are gone over too. */
  void removeAll() {
    CacheException failure = null;
    try (KeyPages<K> pages = engine.store().keys()) {
      while (pages.hasNext()) {
        try {
          bulk.run(Operation.REMOVE_ALL, pages.next(), (key, outcome) -> {});
        } catch (CacheWriterException | CacheEntryListenerException e) {
          failure = worse(failure, e);
        }
      }
    } catch (StoreException e) {
      removeUnseen(e);
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Removes entries whose keys the store did not tell. A writer has to be told each key, so beside
   * one it can't be done.
   */
  private void removeUnseen(StoreException e) {
    Failures<K, V> failures = engine.observers().failures();
    if (engine.integration().writer() != null || !failures.tolerates(Operation.REMOVE_ALL, e)) {
      throw e;
    }
    failures.clear();
  }

  /** A writer's exception tells of what was not done, so it comes before a listener's. */
  private static CacheException worse(@Nullable CacheException one, CacheException other) {
    if (one == null) {
      return other;
    }
    boolean otherFirst =
        other instanceof CacheWriterException && !(one instanceof CacheWriterException);
    CacheException first = otherFirst ? other : one;
    first.addSuppressed(otherFirst ? one : other);
    return first;
  }

  void setStatisticsEnabled(boolean enabled) {
    configuration.setStatisticsEnabled(enabled);
    statistics().setEnabled(enabled);
    beans.setStatisticsRegistered(enabled);
  }

  void setManagementEnabled(boolean enabled) {
    configuration.setManagementEnabled(enabled);
    beans.setConfigurationRegistered(enabled);
  }

  <C extends Configuration<K, V>> C configuration(Class<C> type) {
    if (type.isInstance(configuration)) {
      return type.cast(new MutableConfiguration<>(configuration));
    }
    throw new IllegalArgumentException(
        "the configuration of a cache is no "
            + type.getName()
            + "; ask for"
            + " javax.cache.configuration.CompleteConfiguration");
  }

  /**
   * What a cache can be unwrapped to, beside itself and its counters.
   *
   * @param name the cache's name
   * @param manager the manager's URI, without secrets
   */
  <T> T unwrap(Class<T> type, String name, String manager) {
    NearCacheStatistics copies = CacheAssembler.nearStatistics(engine.store());
    if (type == Meters.class) {
      return type.cast(Meters.of(manager, name, statistics(), copies));
    }
    if (type == NearCacheStatistics.class) {
      if (copies == null) {
        throw new IllegalArgumentException(
            "cache "
                + name
                + " has no near cache, and no statistics of one; near.enabled = true gives one to"
                + " a cache on a server");
      }
      return type.cast(copies);
    }
    Object[] facets = {
      statistics(),
      beans.configurationBean(),
      engine.observers().failures().counts(),
      engine.store(),
      behind(engine.store())
    };
    for (Object part : facets) {
      if (type.isInstance(part)) {
        return type.cast(part);
      }
    }
    throw refusal(type);
  }

  private static IllegalArgumentException refusal(Class<?> type) {
    return new IllegalArgumentException(
        "a cache can't be unwrapped to "
            + type.getName()
            + "; it can to "
            + JayCache.class.getName()
            + ", "
            + Counters.class.getName()
            + ", "
            + FailureStatistics.class.getName()
            + ", "
            + Meters.class.getName()
            + ", "
            + NearCacheStatistics.class.getName()
            + " and "
            + CacheStatisticsMXBean.class.getName());
  }

  /**
   * Does what of {@link #close} takes a file or asks a server, once, for who holds a lock by then.
   */
  void beforeClose() {
    if (ended.compareAndSet(false, true)) {
      try {
        if (engine.store() instanceof NearStore<K, V> near) {
          near.endPreload();
        }
      } finally {
        engine.store().settle();
      }
    }
  }

  private static <A, B> Store<A, B> behind(Store<A, B> store) {
    if (store instanceof NearStore<A, B> near) {
      return near.behind();
    }
    return store instanceof DatedStore<A, B> dated ? dated.behind() : store;
  }

  /** Closes the cache; its entries stay where they are (JSR-107, javadoc of Cache.close). */
  void close() {
    if (closed.compareAndSet(false, true)) {
      beans.setStatisticsRegistered(false);
      beans.setConfigurationRegistered(false);
      ReadThrough<K, V> loader = engine.integration().loader();
      if (loader != null) {
        loader.end();
      }
      List<Object> own = new ArrayList<>(listeners.close());
      own.addAll(closeables);
      Closing.closeAll(own);
      try {
        beforeClose();
      } finally {
        engine.store().close();
      }
    }
  }

  /**
   * A {@code loadAll} on its way.
   *
   * @param cache the cache to fill
   * @param listener whom to tell, null for nobody
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  record Loads<K, V>(JayCache<K, V> cache, @Nullable CompletionListener listener) {
    void start(Set<K> keys, boolean replace) {
      ReadThrough<K, V> loader = cache.parts().engine.integration().loader();
      if (loader == null) {
        // Without a loader there is nothing to do (JSR-107, javadoc of Cache.loadAll).
        completed();
        return;
      }
      cache.manager().executor().execute(() -> load(loader, keys, replace));
    }

    private void load(ReadThrough<K, V> loader, Set<K> keys, boolean replace) {
      try {
        cache.parts().loads().loadAll(loader, keys, replace);
      } catch (CacheException e) {
        failed(e);
        return;
      } catch (RuntimeException | Error e) {
        // Also an Error: whoever waits for the end would wait for ever.
        failed(new CacheLoaderException("loadAll failed: " + e, e));
        return;
      }
      completed();
    }

    private void completed() {
      if (listener != null) {
        listener.onCompletion();
      }
    }

    private void failed(CacheException e) {
      if (listener != null) {
        listener.onException(e);
      }
    }
  }
}
