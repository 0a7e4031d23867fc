package dev.jaycache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jaycache.JayCachingProvider;
import dev.jaycache.event.EventPublisher;
import dev.jaycache.expiry.ExpiryRules;
import dev.jaycache.operation.Operation;
import dev.jaycache.operation.TypeRules;
import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.statistics.FailureCounts;
import dev.jaycache.store.Action;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.UnfitRequestException;
import dev.jaycache.store.Want;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bulks that the store does in part: what was done is counted and told, and then it throws. */
class BulkFailureTest {
  private static final Set<String> KEYS = new TreeSet<>(Set.of("a", "b", "c"));

  private final CachingProvider provider = new JayCachingProvider();
  private final LeasedStore store = new LeasedStore();
  private final CacheStatistics statistics = new CacheStatistics(true, () -> 0, Map::of);
  private final List<String> heard = new ArrayList<>();

  /** Hears of everything but updates. */
  private final class Listener
      implements CacheEntryCreatedListener<String, Integer>,
          CacheEntryRemovedListener<String, Integer>,
          CacheEntryExpiredListener<String, Integer> {
    private void take(Iterable<CacheEntryEvent<? extends String, ? extends Integer>> events) {
      events.forEach(event -> heard.add(event.getEventType() + " " + event.getKey()));
    }

    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends Integer>> events) {
      take(events);
    }

    @Override
    public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends Integer>> events) {
      take(events);
    }

    @Override
    public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends Integer>> events) {
      take(events);
    }
  }

  private static final class GoneWhenRead implements ExpiryPolicy {
    @Override
    public Duration getExpiryForCreation() {
      return Duration.ETERNAL;
    }

    @Override
    public Duration getExpiryForAccess() {
      return Duration.ZERO;
    }

    @Override
    public Duration getExpiryForUpdate() {
      return Duration.ETERNAL;
    }
  }

  private Engine<String, Integer> engine(ExpiryPolicy policy, boolean alwaysCas) {
    return engine(policy, alwaysCas, Failures.thrown(store));
  }

  private Engine<String, Integer> engine(
      ExpiryPolicy policy, boolean alwaysCas, Failures<String, Integer> failures) {
    EventPublisher<String, Integer> events =
        new EventPublisher<>(
            provider.getCacheManager().createCache("cache", new MutableConfiguration<>()),
            EventPublisher.Detached.none(),
            Runnable::run,
            60_000);
    events.register(new MutableCacheEntryListenerConfiguration<>(Listener::new, null, false, true));
    return new Engine<>(
        store,
        new ExpiryRules(policy, true),
        new Engine.Integration<>(null, null),
        new Engine.Observers<>(statistics, events, failures),
        new KeyLocks<>(60_000),
        new EngineSettings(TypeRules.ANY, alwaysCas, 500, false, 60_000, 60_000));
  }

  private static BulkRunner<String, Integer> bulk(Engine<String, Integer> engine) {
    return new BulkRunner<>(engine, new OperationRunner<>(engine));
  }

  private StoreException failAt(String key, Predicate<Mutation<Integer>> which) {
    StoreException thrown = new StoreException("by the test");
    store.failing(
        (asked, mutation) -> {
          if (asked.equals(key) && which.test(mutation)) {
            throw thrown;
          }
        });
    return thrown;
  }

  private static Map<String, Integer> values() {
    Map<String, Integer> values = new LinkedHashMap<>();
    KEYS.forEach(key -> values.put(key, 1));
    return values;
  }

  private void fill() {
    values().forEach((key, value) -> store.elsewhere().apply(key, put(value)));
  }

  private static Mutation<Integer> put(int value) {
    return Mutation.put(Guard.any(), value, Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void putAll_tellsOfWhatWasPutBeforeItFailed(boolean alwaysCas) {
    Engine<String, Integer> engine = engine(new EternalExpiryPolicy(), alwaysCas);
    StoreException thrown = failAt("b", mutation -> mutation.value() != null);
    List<String> told = new ArrayList<>();
    assertSame(
        thrown,
        assertThrows(
            StoreException.class,
            () -> bulk(engine).run(Operation.PUT, values(), (key, outcome) -> told.add(key))));
    assertEquals(List.of("CREATED a"), heard);
    assertEquals(List.of("a"), told);
    assertEquals(1, statistics.getCachePuts());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void removeAll_tellsOfWhatWasRemoved(boolean alwaysCas) {
    fill();
    Engine<String, Integer> engine = engine(new EternalExpiryPolicy(), alwaysCas);
    StoreException thrown = failAt("c", mutation -> mutation.action() == Action.REMOVE);
    assertSame(
        thrown,
        assertThrows(
            StoreException.class,
            () -> bulk(engine).run(Operation.REMOVE, KEYS, (key, outcome) -> {})));
    assertEquals(List.of("REMOVED a", "REMOVED b"), heard);
    assertEquals(2, statistics.getCacheRemovals());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void getAllThatExpires_tellsOfWhatWasRead(boolean alwaysCas) {
    fill();
    Engine<String, Integer> engine = engine(new GoneWhenRead(), alwaysCas);
    failAt("c", mutation -> mutation.onExisting().isNow());
    assertThrows(
        StoreException.class, () -> bulk(engine).run(Operation.GET, KEYS, (key, outcome) -> {}));
    assertEquals(List.of("EXPIRED a", "EXPIRED b"), heard);
    assertEquals(2, statistics.getCacheHits());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsThatFail_areNoOutcomesOfTheOperation(boolean alwaysCas) {
    fill();
    Engine<String, Integer> engine = engine(new EternalExpiryPolicy(), alwaysCas);
    failAt("b", mutation -> mutation.value() == null);
    if (alwaysCas) {
      assertThrows(
          StoreException.class,
          () -> bulk(engine).run(Operation.PUT, values(), (key, outcome) -> {}));
      assertEquals(0, statistics.getCachePuts());
    }
    assertEquals(List.of(), heard);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void invokeAll_tellsOfWhatWasWritten(boolean alwaysCas) {
    Engine<String, Integer> engine = engine(new EternalExpiryPolicy(), alwaysCas);
    StoreException thrown = failAt("c", mutation -> mutation.value() != null);
    OperationRunner<String, Integer> runner = new OperationRunner<>(engine);
    BulkInvocationRunner<String, Integer> invocations =
        new BulkInvocationRunner<>(
            engine, new BulkRunner<>(engine, runner), new InvocationRunner<>(engine, runner));
    assertSame(
        thrown,
        assertThrows(
            StoreException.class,
            () ->
                invocations.invokeAll(
                    KEYS,
                    (entry, arguments) -> {
                      entry.setValue(1);
                      return 1;
                    })));
    assertEquals(Set.of("CREATED a", "CREATED b"), Set.copyOf(heard));
    assertEquals(2, statistics.getCachePuts());
  }

  /** An outage that may be missed does not hide what the caller has to know. */
  @Test
  void repetitionThatFailsByTheCallersMistake_isThrownAlthoughTheFirstTripFailedToo() {
    Engine<String, Integer> engine =
        engine(
            new EternalExpiryPolicy(),
            false,
            new Failures<>(store, new FailureCounts(store::suspects), true));
    store.setSpread();
    store.leaseElsewhere("b", true);
    UnfitRequestException mistake = new UnfitRequestException("by the test", null);
    store.failing(
        (key, mutation) -> {
          if (key.equals("a")) {
            throw new StoreException("out of reach");
          }
          if (key.equals("b") && mutation.lease().kind() == Lease.Kind.NONE) {
            throw mistake;
          }
        });
    OperationRunner<String, Integer> runner = new OperationRunner<>(engine);
    List<BulkRunner.Item<String, Integer>> items = new ArrayList<>();
    for (String key : KEYS) {
      items.add(
          new BulkRunner.Item<>(
              key, runner.call(Operation.PUT, 1, null).withLease(Lease.giveBack(5))));
    }
    assertSame(
        mistake,
        assertThrows(
            UnfitRequestException.class,
            () ->
                new BulkRunner<>(engine, runner)
                    .execute(Operation.PUT, items, (item, outcome) -> {})));
  }

  @AfterEach
  void close() {
    provider.close();
  }
}
