package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Leases that {@code invoke} takes: given back in every case, and no reason to lose an update. They
 * last an hour here, so that one which is left behind stops whoever comes next.
 */
@ServerTest
@Timeout(120)
class LeasesTest {
  private static final String HOUR = "cache-defaults.invoke.lease=1 h";
  private static final String EXCLUSIVE = CacheKind.EXCLUSIVE.setting();

  private static final EntryProcessor<String, Long, Long> ADD_ONE =
      (entry, more) -> {
        long sum = (entry.exists() ? entry.getValue() : 0) + 1;
        entry.setValue(sum);
        return sum;
      };

  private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private final TestManagers managers = new TestManagers();

  @AfterEach
  void close() {
    managers.close();
    server.close();
  }

  private Cache<String, Long> cache(CacheKind kind, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("command-timeout=30 s");
    return managers.cache(
        server.uri(), kind.configuration(Policies.UNSET), all.toArray(new String[0]));
  }

  private void assertNoLease() {
    assertEquals("", server.cli("KEYS", "*%lease*"));
  }

  @Test
  void invocationWithAWriteQueuedBehindIt_leavesItNoLease() throws Exception {
    Cache<String, Long> cache = cache(CacheKind.WRITER, HOUR);
    CountDownLatch inside = new CountDownLatch(1);
    Thread writing = new Thread(() -> cache.put("k", 7L));
    EntryProcessor<String, Long, Long> untilSomebodyWaits =
        (entry, more) -> {
          inside.countDown();
          while (writing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
          }
          return ADD_ONE.process(entry);
        };
    CompletableFuture<Long> sum =
        CompletableFuture.supplyAsync(() -> cache.invoke("k", untilSomebodyWaits));
    inside.await();
    writing.start();
    assertEquals(1, sum.get());
    writing.join();
    assertEquals(7, cache.get("k"));
    assertNoLease();
  }

  @Test
  void everyWayOutOfAnInvocation_givesTheLeaseBack() {
    for (CacheKind kind : List.of(CacheKind.EXCLUSIVE, CacheKind.WRITER)) {
      Cache<String, Long> cache = cache(kind, HOUR, kind.setting());
      assertEquals(1, cache.invoke("k" + kind, ADD_ONE));
      assertEquals(2, cache.invoke("k" + kind, ADD_ONE));
      assertEquals(2, cache.<Long>invoke("k" + kind, (entry, more) -> entry.getValue()));
      assertThrows(
          EntryProcessorException.class,
          () ->
              cache.invoke(
                  "k" + kind,
                  (entry, more) -> {
                    throw new IllegalStateException("refuses");
                  }));
      cache.invoke(
          "k" + kind,
          (entry, more) -> {
            entry.remove();
            return null;
          });
      cache.invoke("absent", (entry, more) -> null);
      assertNoLease();
    }
  }

  @Test
  void everyWayOutOfABulkOfInvocations_givesTheLeasesBack() {
    Cache<String, Long> cache = cache(CacheKind.EXCLUSIVE, HOUR, EXCLUSIVE);
    cache.putAll(Map.of("kept", 1L, "removed", 1L, "bad", 1L));
    Map<String, EntryProcessorResult<Long>> results =
        cache.invokeAll(
            Set.of("kept", "removed", "bad", "created", "absent"),
            (entry, more) -> {
              switch (entry.getKey()) {
                case "removed" -> entry.remove();
                case "created" -> entry.setValue(2L);
                case "bad" -> throw new IllegalStateException("refuses");
                default -> {}
              }
              return 7L;
            });
    assertEquals(Set.of("kept", "removed", "bad", "created", "absent"), results.keySet());
    assertThrows(EntryProcessorException.class, () -> results.get("bad").get());
    assertEquals(7L, results.get("created").get());
    assertEquals(
        Map.of("kept", 1L, "bad", 1L, "created", 2L),
        cache.getAll(Set.of("kept", "removed", "bad", "created", "absent")));
    assertNoLease();
  }

  /** A manager inside its processor, under the key's lease, until it is let go. */
  private final class Owner implements AutoCloseable {
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final AtomicInteger runs = new AtomicInteger();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<Long> result;

    Owner(String lease) throws InterruptedException {
      Cache<String, Long> cache = cache(CacheKind.EXCLUSIVE, lease, EXCLUSIVE);
      this.result =
          thread.submit(
              () ->
                  cache.invoke(
                      "k",
                      (entry, more) -> {
                        if (runs.incrementAndGet() == 1) {
                          inside.countDown();
                          awaitLeave();
                        }
                        return ADD_ONE.process(entry);
                      }));
      inside.await();
    }

    private void awaitLeave() {
      try {
        leave.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      leave.countDown();
      thread.shutdown();
    }
  }

  @Test
  void ownerWhoseLeaseEnded_runsAgainAndLosesNoUpdate() throws Exception {
    Cache<String, Long> cache = cache(CacheKind.EXCLUSIVE, HOUR, EXCLUSIVE);
    try (Owner owner = new Owner("cache-defaults.invoke.lease=50 ms")) {
      assertEquals(1, cache.invoke("k", ADD_ONE));
      assertEquals(2, cache.invoke("k", ADD_ONE));
      owner.leave.countDown();
      assertEquals(3, owner.result.get());
      assertEquals(2, owner.runs.get());
    }
    assertEquals(3, cache.get("k"));
    assertNoLease();
  }

  @Test
  void leaseOfAnotherProcess_isWaitedForAndNotForEver() throws Exception {
    Cache<String, Long> hasty =
        cache(CacheKind.PLAIN, HOUR, "cache-defaults.invoke.retry-timeout=100 ms", EXCLUSIVE);
    Cache<String, Long> patient = cache(CacheKind.EXCLUSIVE, HOUR, EXCLUSIVE);
    try (Owner owner = new Owner(HOUR)) {
      RuntimeException e = assertThrows(RuntimeException.class, () -> hasty.invoke("k", ADD_ONE));
      assertTrue(String.valueOf(e.getMessage()).contains("invoke.retry-timeout"), e::toString);
      assertEquals(1, hasty.invoke("other", ADD_ONE));
      Future<Map<String, EntryProcessorResult<Long>>> all =
          CompletableFuture.supplyAsync(() -> patient.invokeAll(Set.of("k", "a", "b"), ADD_ONE));
      // The free keys are done while the taken one is waited for.
      while (!Long.valueOf(1).equals(hasty.get("a")) || !Long.valueOf(1).equals(hasty.get("b"))) {
        Thread.onSpinWait();
      }
      owner.leave.countDown();
      assertEquals(1, owner.result.get());
      assertEquals(2, all.get().get("k").get());
      assertEquals(1, owner.runs.get());
    }
    assertNoLease();
  }
}
