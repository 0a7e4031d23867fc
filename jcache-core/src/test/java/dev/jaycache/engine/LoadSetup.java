package dev.jaycache.engine;

import dev.jaycache.JayCachingProvider;
import dev.jaycache.event.EventPublisher;
import dev.jaycache.expiry.ExpiryRules;
import dev.jaycache.integration.ReadThrough;
import dev.jaycache.operation.TypeRules;
import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.integration.CacheLoader;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/** The engine of a cache that reads through, over a store that others seem to share. */
final class LoadSetup implements AutoCloseable {
  /** What the loader does. */
  interface Source {
    @Nullable Integer load(String key);
  }

  private final CachingProvider provider = new JayCachingProvider();

  /** Where the entries are. */
  final LeasedStore store = new LeasedStore();

  /** The keys that were loaded, in order; those of one call for many after a plus. */
  final List<String> loads = new CopyOnWriteArrayList<>();

  /** The keys of which copies were made, in order. */
  final List<String> detached = new CopyOnWriteArrayList<>();

  /** What is loaded. */
  volatile Source source = key -> 1;

  /** By how many ns the clock is ahead by which callers wait for others' loads. */
  final AtomicLong skipped = new AtomicLong();

  final Engine<String, Integer> engine;
  final LoadRunner<String, Integer> loader;
  final ReadThrough<String, Integer> readThrough = new ReadThrough<>(new Loader(), true);
  final InvocationRunner<String, Integer> invocations;
  final BulkInvocationRunner<String, Integer> bulkInvocations;

  /** One whose entries live for an hour. */
  LoadSetup(LoadRules rules, long retryMillis, @Nullable EarlyRefresh<String> early) {
    EventPublisher<String, Integer> events =
        new EventPublisher<>(
            provider.getCacheManager().createCache("cache", new MutableConfiguration<>()),
            new Detached(),
            Runnable::run,
            retryMillis);
    this.engine =
        new Engine<>(
            store,
            new ExpiryRules(new CreatedExpiryPolicy(Duration.ONE_HOUR), false),
            new Engine.Integration<>(readThrough, null, early),
            new Engine.Observers<>(
                new CacheStatistics(false, () -> 0, Map::of), events, Failures.thrown(store)),
            new KeyLocks<>(retryMillis),
            new EngineSettings(TypeRules.ANY, false, 500, false, 60_000, retryMillis, rules));
    OperationRunner<String, Integer> runner = new OperationRunner<>(engine);
    BulkRunner<String, Integer> bulk = new BulkRunner<>(engine, runner);
    this.loader = new LoadRunner<>(engine, runner, bulk, () -> System.nanoTime() + skipped.get());
    this.invocations = new InvocationRunner<>(engine, runner);
    this.bulkInvocations = new BulkInvocationRunner<>(engine, bulk, invocations);
  }

  private final class Detached implements EventPublisher.Detached<String, Integer> {
    @Override
    public String key(String key) {
      detached.add(key);
      return key;
    }

    @Override
    public Integer value(Integer value) {
      return value;
    }
  }

  private final class Loader implements CacheLoader<String, Integer> {
    @Override
    public Integer load(String key) {
      loads.add(key);
      return source.load(key);
    }

    @Override
    public Map<String, Integer> loadAll(Iterable<? extends String> keys) {
      Map<String, Integer> loaded = new HashMap<>();
      for (String key : keys) {
        loads.add("+" + key);
        Integer value = source.load(key);
        if (value != null) {
          loaded.put(key, value);
        }
      }
      return loaded;
    }
  }

  /** Another process writes. */
  void writeElsewhere(String key, int value) {
    store
        .elsewhere()
        .apply(key, Mutation.put(Guard.any(), value, Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING));
  }

  /** Another process removes. */
  void removeElsewhere(String key) {
    store.elsewhere().apply(key, Mutation.remove(Guard.any(), Want.NOTHING));
  }

  /** What stands in the store. */
  @Nullable Integer stored(String key) {
    return store.elsewhere().apply(key, Mutation.read()).previousValue();
  }

  @Override
  public void close() {
    provider.close();
  }
}
