package dev.jaycache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.JayCachingProvider;
import dev.jaycache.event.EventPublisher;
import dev.jaycache.expiry.ExpiryRules;
import dev.jaycache.operation.TypeRules;
import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Entry processors beside other processes. */
class LeaseTurnTest {
  private static final EntryProcessor<String, Integer, Integer> PLUS =
      (entry, arguments) -> {
        entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
        return entry.getValue();
      };

  private final CachingProvider provider = new JayCachingProvider();
  private final LeasedStore store = new LeasedStore();
  private final InvocationRunner<String, Integer> optimistic = runner(false, 60_000);
  private final InvocationRunner<String, Integer> exclusive = runner(true, 60_000);

  private InvocationRunner<String, Integer> runner(boolean exclusiveInvoke, long retryMillis) {
    EventPublisher<String, Integer> events =
        new EventPublisher<>(
            provider
                .getCacheManager()
                .createCache("of " + exclusiveInvoke + retryMillis, new MutableConfiguration<>()),
            EventPublisher.Detached.none(),
            Runnable::run,
            retryMillis);
    Engine<String, Integer> engine =
        new Engine<>(
            store,
            new ExpiryRules(new EternalExpiryPolicy(), false),
            new Engine.Integration<>(null, null),
            new Engine.Observers<>(
                new CacheStatistics(false, () -> 0, Map::of), events, Failures.thrown(store)),
            new KeyLocks<>(retryMillis),
            new EngineSettings(TypeRules.ANY, false, 500, exclusiveInvoke, 60_000, retryMillis));
    return new InvocationRunner<>(engine, new OperationRunner<>(engine));
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private void writeElsewhere(int value) {
    store
        .elsewhere()
        .apply("key", Mutation.put(Guard.any(), value, Ttl.ETERNAL, Ttl.ETERNAL, Want.NOTHING));
  }

  private Integer stored() {
    return store.elsewhere().apply("key", Mutation.read()).previousValue();
  }

  @Test
  void undisturbedInvoke_takesNoLease() {
    assertEquals(1, optimistic.invoke("key", PLUS));
    assertEquals(2, optimistic.invoke("key", PLUS));
    assertEquals(
        List.of(Lease.Kind.NONE, Lease.Kind.RESPECT, Lease.Kind.NONE, Lease.Kind.RESPECT),
        store.asked());
  }

  @Test
  void exclusiveInvoke_takesItWithTheReadAndGivesItBackWithTheWrite() {
    assertEquals(1, exclusive.invoke("key", PLUS));
    assertEquals(List.of(Lease.Kind.TAKE, Lease.Kind.GIVE_BACK), store.asked());
    assertFalse(store.isLeased("key"));
  }

  @Test
  void lostRace_isRunAgainUnderTheLease() {
    AtomicInteger intrusions = new AtomicInteger();
    store.before(
        mutation -> {
          if (mutation.value() != null && intrusions.getAndIncrement() == 0) {
            writeElsewhere(40);
          }
        });
    AtomicInteger runs = new AtomicInteger();
    EntryProcessor<String, Integer, Integer> counted =
        (entry, arguments) -> {
          runs.incrementAndGet();
          return PLUS.process(entry, arguments);
        };
    assertEquals(41, optimistic.invoke("key", counted));
    assertEquals(2, runs.get());
    assertEquals(41, stored());
    assertEquals(
        List.of(Lease.Kind.NONE, Lease.Kind.RESPECT, Lease.Kind.TAKE, Lease.Kind.GIVE_BACK),
        store.asked());
    assertFalse(store.isLeased("key"));
  }

  @Test
  void leaseOfAnotherProcess_isWaitedForAndNothingIsLost() throws Exception {
    store.leaseElsewhere("key", true);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Future<Integer> waiting = threads.submit(() -> optimistic.invoke("key", PLUS));
      // Read, refused commit, then refused requests for the lease.
      CountDownLatch refused = new CountDownLatch(5);
      store.before(mutation -> refused.countDown());
      assertTrue(refused.await(1, TimeUnit.MINUTES));
      assertFalse(waiting.isDone());
      writeElsewhere(10);
      store.leaseElsewhere("key", false);
      assertEquals(11, waiting.get(1, TimeUnit.MINUTES));
    } finally {
      threads.shutdownNow();
    }
    assertFalse(store.isLeased("key"));
  }

  @Test
  void leaseThatIsNeverGivenBack_isAnErrorThatNamesTheSetting() {
    store.leaseElsewhere("key", true);
    CacheException late =
        assertThrows(CacheException.class, () -> runner(true, 5).invoke("key", PLUS));
    assertTrue(late.getMessage().contains("invoke.retry-timeout"), late.getMessage());
    assertEquals(null, stored());
  }

  @Test
  void processorThatThrows_givesTheLeaseBack() {
    IllegalStateException mine = new IllegalStateException("mine");
    EntryProcessorException thrown =
        assertThrows(
            EntryProcessorException.class,
            () ->
                exclusive.invoke(
                    "key",
                    (entry, arguments) -> {
                      assertTrue(store.isLeased("key"));
                      throw mine;
                    }));
    assertEquals(mine, thrown.getCause());
    assertFalse(store.isLeased("key"));
    assertEquals(1, exclusive.invoke("key", PLUS));
  }

  @Test
  void processorThatChangesNothing_givesTheLeaseBack() {
    EntryProcessor<String, Integer, String> nothing = (entry, arguments) -> "nothing";
    assertEquals("nothing", exclusive.invoke("key", nothing));
    assertEquals(List.of(Lease.Kind.TAKE, Lease.Kind.GIVE_BACK), store.asked());
    assertFalse(store.isLeased("key"));
  }

  @Test
  void storeThatFails_doesNotMakeTheNextCallerBelieveInALease() {
    store.setBroken(true);
    assertThrows(StoreException.class, () -> exclusive.invoke("key", PLUS));
    store.setBroken(false);
    store.asked();
    assertEquals(1, optimistic.invoke("key", PLUS));
    assertEquals(List.of(Lease.Kind.NONE, Lease.Kind.RESPECT), store.asked());
  }

  @Test
  void queuedCallers_shareOneLeaseAndTheLastGivesItBack() throws Exception {
    int callers = 4;
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Future<Integer> leader =
          threads.submit(
              () ->
                  exclusive.invoke(
                      "key",
                      (entry, arguments) -> {
                        first.countDown();
                        try {
                          assertTrue(release.await(1, TimeUnit.MINUTES));
                        } catch (InterruptedException e) {
                          throw new IllegalStateException(e);
                        }
                        return PLUS.process(entry, arguments);
                      }));
      assertTrue(first.await(1, TimeUnit.MINUTES));
      Future<?>[] followers = new Future<?>[callers - 1];
      for (int i = 0; i < followers.length; i++) {
        followers[i] = threads.submit(() -> exclusive.invoke("key", PLUS));
      }
      release.countDown();
      leader.get(1, TimeUnit.MINUTES);
      for (Future<?> follower : followers) {
        follower.get(1, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(callers, stored());
    assertFalse(store.isLeased("key"));
    List<Lease.Kind> asked = store.asked();
    assertEquals(Lease.Kind.GIVE_BACK, asked.get(asked.size() - 1));
  }
}
