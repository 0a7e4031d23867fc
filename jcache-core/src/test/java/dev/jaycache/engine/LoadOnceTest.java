package dev.jaycache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.CacheException;
import javax.cache.integration.CacheLoaderException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code load = once} beside other processes. */
@Timeout(120)
class LoadOnceTest {
  private static final LoadRules ONCE = new LoadRules(true, 60_000);

  private final LoadSetup setup = new LoadSetup(ONCE, 60_000, null);
  private final LeasedStore store = setup.store;

  @AfterEach
  void close() {
    setup.close();
  }

  /** Somebody who waits until a lease was found taken so often. */
  private CountDownLatch refusals(String key, int times) {
    CountDownLatch refused = new CountDownLatch(times);
    store.failing(
        (asked, mutation) -> {
          if (asked.equals(key) && mutation.lease().kind() == Lease.Kind.TAKE) {
            refused.countDown();
          }
        });
    return refused;
  }

  @Test
  void missingKey_isLoadedUnderItsLeaseWhichGoesBackWithTheFill() {
    setup.source =
        key -> {
          assertTrue(store.isLeased(key));
          return 7;
        };
    assertEquals(7, setup.loader.get("key"));
    assertEquals(List.of(Lease.Kind.NONE, Lease.Kind.TAKE, Lease.Kind.GIVE_BACK), store.asked());
    assertEquals(7, setup.stored("key"));
    assertFalse(store.isLeased("key"));
    assertEquals(7, setup.loader.get("key"));
    assertEquals(List.of("key"), setup.loads);
    assertEquals(List.of(Lease.Kind.NONE), store.asked());
  }

  @Test
  void whoWaits_isGivenWhatTheOtherStored() throws Exception {
    store.leaseElsewhere("key", true);
    CountDownLatch refused = refusals("key", 3);
    CompletableFuture<Integer> waiting =
        CompletableFuture.supplyAsync(() -> setup.loader.get("key"));
    assertTrue(refused.await(1, TimeUnit.MINUTES));
    assertFalse(waiting.isDone());
    setup.writeElsewhere("key", 9);
    store.leaseElsewhere("key", false);
    assertEquals(9, waiting.get(1, TimeUnit.MINUTES));
    assertEquals(List.of(), setup.loads);
    assertFalse(store.isLeased("key"));
  }

  @Test
  void whatIsPutWhileSomebodyLoads_isSeenByThoseWhoWait() throws Exception {
    store.leaseElsewhere("key", true);
    CountDownLatch refused = refusals("key", 2);
    CompletableFuture<Integer> waiting =
        CompletableFuture.supplyAsync(() -> setup.loader.get("key"));
    assertTrue(refused.await(1, TimeUnit.MINUTES));
    setup.writeElsewhere("key", 9);
    assertEquals(9, waiting.get(1, TimeUnit.MINUTES));
    assertEquals(List.of(), setup.loads);
    assertTrue(store.isLeased("key"), "it is another one's");
  }

  @Test
  void leaseThatEndsWithoutAnEntry_letsTheNextOneLoad() throws Exception {
    store.leaseElsewhere("key", true);
    CountDownLatch refused = refusals("key", 3);
    CompletableFuture<Integer> waiting =
        CompletableFuture.supplyAsync(() -> setup.loader.get("key"));
    assertTrue(refused.await(1, TimeUnit.MINUTES));
    assertEquals(List.of(), setup.loads);
    store.leaseElsewhere("key", false);
    assertEquals(1, waiting.get(1, TimeUnit.MINUTES));
    assertEquals(List.of("key"), setup.loads);
    assertFalse(store.isLeased("key"));
  }

  @Test
  void leaseThatNeverEnds_isAnErrorAtTheDeadline() {
    try (LoadSetup hasty = new LoadSetup(ONCE, 20, null)) {
      hasty.store.leaseElsewhere("key", true);
      CacheException late = assertThrows(CacheException.class, () -> hasty.loader.get("key"));
      assertTrue(late.getMessage().contains("invoke.retry-timeout"), late.getMessage());
      assertEquals(List.of(), hasty.loads);
      // Nobody is kept from this key afterwards.
      hasty.store.leaseElsewhere("key", false);
      assertEquals(1, hasty.loader.get("key"));
    }
  }

  @Test
  void loaderThatKnowsNothingOrThrows_freesTheLeaseAtOnce() {
    setup.source = key -> null;
    assertNull(setup.loader.get("key"));
    assertFalse(store.isLeased("key"));
    setup.source =
        key -> {
          throw new IllegalArgumentException("mine");
        };
    assertThrows(CacheLoaderException.class, () -> setup.loader.get("key"));
    assertFalse(store.isLeased("key"));
    assertThrows(CacheLoaderException.class, () -> setup.loader.getAll(Set.of("key"), Map.of()));
    assertFalse(store.isLeased("key"));
    setup.source = key -> 5;
    assertEquals(5, setup.loader.get("key"));
  }

  @Test
  void fillAfterALostLease_isStoredWhereThereIsStillNothing() {
    setup.source =
        key -> {
          store.leaseElsewhere(key, true);
          return 7;
        };
    assertEquals(7, setup.loader.get("key"));
    assertEquals(7, setup.stored("key"));
    assertTrue(store.isLeased("key"), "it is another one's");
  }

  @Test
  void bulkFillAfterALostLease_isStoredWhereThereIsStillNothing() {
    setup.source =
        key -> {
          store.leaseElsewhere(key, true);
          return 7;
        };
    Map<String, Integer> found = new HashMap<>();
    setup.loader.getAll(List.of("a", "b"), found);
    assertEquals(Map.of("a", 7, "b", 7), found);
    assertEquals(7, setup.stored("a"));
    assertEquals(7, setup.stored("b"));
    assertTrue(store.isLeased("a"), "it is another one's");
  }

  @Test
  void loaderOfABulkThatReadsAnotherKeyOfIt_doesNotWaitForItself() {
    setup.source = key -> key.equals("child") ? setup.loader.get("parent") + 1 : 7;
    Map<String, Integer> found = new HashMap<>();
    setup.loader.getAll(List.of("child", "parent"), found);
    assertEquals(Map.of("child", 8, "parent", 7), found);
    assertFalse(store.isLeased("child"));
    assertFalse(store.isLeased("parent"));
  }

  /** Whether nobody else in this process has the turn at a key. */
  private boolean isFree(String key) {
    KeyLocks<String>.Turn turn = setup.engine.locks().tryTake(key);
    if (turn != null) {
      turn.close();
    }
    return turn != null;
  }

  @Test
  void keyThatABulkFindsUnderItsLease_isFreeWhileTheOthersLoad() {
    store.before(
        mutation -> {
          if (mutation.lease().kind() == Lease.Kind.TAKE) {
            setup.writeElsewhere("late", 9);
          }
        });
    setup.source =
        key -> {
          assertFalse(store.isLeased("late"));
          assertTrue(CompletableFuture.supplyAsync(() -> isFree("late")).join());
          assertTrue(store.isLeased(key));
          assertFalse(CompletableFuture.supplyAsync(() -> isFree(key)).join());
          return 7;
        };
    Map<String, Integer> found = new HashMap<>();
    setup.loader.getAll(List.of("key", "late"), found);
    assertEquals(Map.of("key", 7, "late", 9), found);
    assertEquals(List.of("+key"), setup.loads);
  }

  @Test
  void bulkWhoseTripFailsInPart_leavesNoLease() {
    store.setSpread();
    store.failing(
        (key, mutation) -> {
          if (key.equals("bad") && mutation.lease().kind() == Lease.Kind.TAKE) {
            throw new StoreException("out of reach");
          }
        });
    List<String> keys = List.of("bad", "a", "c");
    assertThrows(CacheException.class, () -> setup.loader.getAll(keys, new HashMap<>()));
    for (String key : keys) {
      assertFalse(store.isLeased(key), key);
    }
  }

  @Test
  void leaseWhoseReplyIsLost_isGivenBack() {
    store.setSpread();
    store.losing(
        (key, mutation) -> key.equals("bad") && mutation.lease().kind() == Lease.Kind.TAKE);
    assertThrows(StoreException.class, () -> setup.loader.get("bad"));
    assertFalse(store.isLeased("bad"));
    List<String> keys = List.of("a", "bad", "c");
    assertThrows(StoreException.class, () -> setup.loader.getAll(keys, new HashMap<>()));
    keys.forEach(key -> assertFalse(store.isLeased(key), key));
    assertThrows(
        StoreException.class,
        () -> setup.bulkInvocations.invokeAll(keys, (entry, more) -> entry.getValue()));
    keys.forEach(key -> assertFalse(store.isLeased(key), key));
    assertEquals(List.of(), setup.loads);
  }

  @Test
  void leasesThatCannotBeGivenBackInOneTrip_keepNoOtherTripFromIt() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 501; i++) {
      keys.add("k" + i);
    }
    setup.source = key -> null;
    store.failing(
        (key, mutation) -> {
          if (key.equals("k0") && mutation.lease().kind() == Lease.Kind.GIVE_BACK) {
            throw new StoreException("out of reach");
          }
        });
    setup.loader.getAll(keys, new HashMap<>());
    assertTrue(store.isLeased("k0"));
    assertFalse(store.isLeased("k500"));
  }

  @Test
  void errorOfAProcessorOfMany_leavesNoLease() {
    setup.source = key -> null;
    AssertionError mine = new AssertionError("mine");
    List<String> keys = List.of("a", "b", "c");
    assertSame(
        mine,
        assertThrows(
            AssertionError.class,
            () ->
                setup.bulkInvocations.invokeAll(
                    keys,
                    (entry, more) -> {
                      assertTrue(store.isLeased("c"));
                      if (entry.getKey().equals("b")) {
                        throw mine;
                      }
                      return null;
                    })));
    keys.forEach(key -> assertFalse(store.isLeased(key), key));
  }

  @Test
  void writesOfManyProcessorsThatFail_leaveNoLease() {
    store.setSpread();
    setup.source = key -> null;
    store.failing(
        (key, mutation) -> {
          if (key.equals("b") && mutation.value() != null) {
            throw new StoreException("out of reach");
          }
        });
    List<String> keys = List.of("a", "b", "c");
    assertThrows(
        StoreException.class,
        () ->
            setup.bulkInvocations.invokeAll(
                keys,
                (entry, more) -> {
                  entry.setValue(1);
                  return null;
                }));
    keys.forEach(key -> assertFalse(store.isLeased(key), key));
    assertEquals(1, setup.stored("c"));
  }

  @Test
  void loadInsideAProcessor_leavesItTheLease() {
    setup.source = key -> null;
    Integer seen =
        setup.invocations.invoke(
            "key",
            (entry, more) -> {
              assertNull(setup.loader.get("key"));
              assertTrue(store.isLeased("key"));
              return 5;
            });
    assertEquals(5, seen);
    assertFalse(store.isLeased("key"));
  }

  @Test
  void valueThatWasPutMeanwhile_stays() {
    setup.source =
        key -> {
          setup.writeElsewhere(key, 9);
          return 7;
        };
    assertEquals(9, setup.loader.get("key"));
    assertEquals(9, setup.stored("key"));
    assertFalse(store.isLeased("key"));
    Map<String, Integer> found = new HashMap<>();
    setup.loader.getAll(Set.of("other"), found);
    assertEquals(Map.of("other", 9), found);
    assertFalse(store.isLeased("other"));
  }

  @Test
  void bulk_loadsWhatIsFreeAndThenWaitsForTheRest() throws Exception {
    setup.source = key -> key.equals("nothing") ? null : 7;
    setup.writeElsewhere("there", 9);
    store.leaseElsewhere("taken", true);
    CountDownLatch refused = refusals("taken", 3);
    Map<String, Integer> found = new HashMap<>();
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () -> setup.loader.getAll(List.of("a", "b", "nothing", "taken", "there"), found));
    assertTrue(refused.await(1, TimeUnit.MINUTES));
    assertEquals(List.of("+a", "+b", "+nothing"), setup.loads);
    for (String key : List.of("a", "b", "nothing", "there")) {
      assertFalse(store.isLeased(key), key);
    }
    assertEquals(7, setup.stored("a"));
    store.leaseElsewhere("taken", false);
    waiting.get(1, TimeUnit.MINUTES);
    assertEquals(Map.of("a", 7, "b", 7, "taken", 7, "there", 9), found);
    assertEquals(List.of("+a", "+b", "+nothing", "taken"), setup.loads);
    assertFalse(store.isLeased("taken"));
  }

  @Test
  void whatABulkLoadsItself_isNoWaiting() {
    store.leaseElsewhere("theirs", true);
    AtomicInteger takes = new AtomicInteger();
    store.failing(
        (key, mutation) -> {
          if (!key.equals("theirs")) {
            return;
          }
          if (mutation.lease().kind() == Lease.Kind.TAKE) {
            takes.incrementAndGet();
          } else if (takes.get() == 2) {
            // It waits for this one.
            store.leaseElsewhere("theirs", false);
          }
        });
    setup.source =
        key -> {
          setup.skipped.addAndGet(TimeUnit.HOURS.toNanos(1));
          return 7;
        };
    Map<String, Integer> found = new HashMap<>();
    setup.loader.getAll(List.of("own", "theirs"), found);
    assertEquals(Map.of("own", 7, "theirs", 7), found);
    assertEquals(List.of("+own", "theirs"), setup.loads);
    assertFalse(store.isLeased("theirs"));
  }

  @Test
  void bulkThatWaitsForThreadsOfItsProcess_waitsForAllOfThemTogether() throws Exception {
    try (LoadSetup patient = new LoadSetup(ONCE, TimeUnit.HOURS.toMillis(1), null)) {
      FutureTask<Void> load =
          new FutureTask<>(() -> patient.loader.getAll(List.of("a", "b"), new HashMap<>()), null);
      Thread loading = new Thread(load);
      try (KeyLocks<String>.Turn second = patient.engine.locks().take("b")) {
        try (KeyLocks<String>.Turn first = patient.engine.locks().take("a")) {
          loading.start();
          while (loading.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
          }
          patient.skipped.addAndGet(TimeUnit.HOURS.toNanos(1));
        }
        ExecutionException late =
            assertThrows(ExecutionException.class, () -> load.get(1, TimeUnit.MINUTES));
        assertInstanceOf(CacheException.class, late.getCause());
      }
      assertEquals(List.of("a"), patient.loads);
    }
  }

  /** As where another bulk of the same keys loads them. */
  @Test
  void bulk_looksAtAllAgainAfterItHasWaitedForOne() throws Exception {
    List<String> keys = List.of("a", "b", "c", "d", "e", "f");
    keys.forEach(key -> store.leaseElsewhere(key, true));
    CountDownLatch refused = new CountDownLatch(1);
    Map<String, Integer> looks = new ConcurrentHashMap<>();
    store.failing(
        (key, mutation) -> {
          // The first is the bulk's, and others are of one who waits: the bulk takes leases then.
          if (mutation.lease().kind() == Lease.Kind.NONE && looks.merge(key, 1, Integer::sum) > 1) {
            refused.countDown();
          }
        });
    Map<String, Integer> found = new HashMap<>();
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(() -> setup.loader.getAll(keys, found));
    assertTrue(refused.await(1, TimeUnit.MINUTES));
    // The one that it waits for comes last.
    for (String key : List.of("f", "e", "d", "c", "b", "a")) {
      setup.writeElsewhere(key, 9);
      store.leaseElsewhere(key, false);
    }
    waiting.get(1, TimeUnit.MINUTES);
    assertEquals(6, found.size());
    assertEquals(List.of(), setup.loads);
    for (String key : List.of("c", "d", "e", "f")) {
      assertEquals(1, looks.get(key), key);
    }
    keys.forEach(key -> assertFalse(store.isLeased(key), key));
  }

  @Test
  void loadAllThatReplaces_asksNoLease() {
    setup.writeElsewhere("there", 9);
    store.leaseElsewhere("there", true);
    setup.loader.loadAll(setup.readThrough, Set.of("there"), true);
    assertEquals(1, setup.stored("there"));
    setup.loads.clear();
    setup.loader.loadAll(setup.readThrough, Set.of("there", "new"), false);
    assertEquals(List.of("+new"), setup.loads);
    assertFalse(store.isLeased("new"));
  }

  @Test
  void processorThatLoads_doesSoUnderTheLease() {
    setup.source =
        key -> {
          assertTrue(store.isLeased(key));
          return 7;
        };
    Integer seen = setup.invocations.invoke("key", (entry, more) -> entry.getValue());
    assertEquals(7, seen);
    assertEquals(List.of(Lease.Kind.TAKE, Lease.Kind.GIVE_BACK), store.asked());
    assertFalse(store.isLeased("key"));
  }

  /** Callers of {@code invoke} who queue share a lease; a load among them must not wait for it. */
  @Test
  void leaseOfThisProcess_isNotWaitedFor() throws Exception {
    FutureTask<Integer> load = new FutureTask<>(() -> setup.loader.get("key"));
    Thread loading = new Thread(load);
    try (KeyLocks<String>.Turn turn = setup.engine.locks().take("key")) {
      turn.leaseToken = 5;
      store.apply("key", Mutation.<Integer>read().withLease(Lease.take(5, 60_000)));
      loading.start();
      while (loading.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }
    assertEquals(1, load.get(1, TimeUnit.MINUTES));
    assertFalse(store.isLeased("key"));
  }

  @Test
  void loaderThatReadsItsOwnKey_doesNotWaitForItself() {
    setup.source = key -> setup.loads.size() == 1 ? setup.loader.get(key) : 7;
    assertEquals(7, setup.loader.get("key"));
    assertFalse(store.isLeased("key"));
  }
}
