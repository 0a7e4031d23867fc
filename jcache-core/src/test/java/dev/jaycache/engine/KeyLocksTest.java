package dev.jaycache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class KeyLocksTest {
  private final ExecutorService others = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() {
    others.shutdownNow();
  }

  @Test
  void sameThread_mayTakeItsTurnAgain() {
    KeyLocks<String> locks = new KeyLocks<>(60_000);
    try (KeyLocks<String>.Turn outer = locks.take("key")) {
      assertNotNull(outer);
      try (KeyLocks<String>.Turn inner = locks.take("key")) {
        assertNotNull(inner);
        KeyLocks<String>.Turn tried = locks.tryTake("key");
        assertNotNull(tried);
        tried.close();
      }
      assertEquals(1, locks.size());
    }
    assertEquals(0, locks.size());
  }

  @Test
  void turnThatDoesNotCome_isAnErrorThatNamesTheTime() throws Exception {
    KeyLocks<String> locks = new KeyLocks<>(1);
    CountDownLatch done = new CountDownLatch(1);
    CompletableFuture<Void> taken = new CompletableFuture<>();
    Future<?> holder =
        others.submit(
            () -> {
              try (KeyLocks<String>.Turn turn = locks.take("key")) {
                assertNotNull(turn);
                taken.complete(null);
                return done.await(1, TimeUnit.MINUTES);
              }
            });
    taken.get(1, TimeUnit.MINUTES);
    assertNull(locks.tryTake("key"));
    CacheException late = assertThrows(CacheException.class, () -> locks.take("key"));
    assertTrue(late.getMessage().contains("within 1 ms"), late.getMessage());
    locks.take("other").close();
    assertEquals(1, locks.size());
    done.countDown();
    holder.get(1, TimeUnit.MINUTES);
    assertEquals(0, locks.size());
    locks.take("key").close();
  }

  @Test
  void interruptedWaiter_givesUpAndStaysInterrupted() throws Exception {
    KeyLocks<String> locks = new KeyLocks<>(60_000);
    try (KeyLocks<String>.Turn turn = locks.take("key")) {
      assertNotNull(turn);
      Future<Boolean> waiter =
          others.submit(
              () -> {
                Thread.currentThread().interrupt();
                CacheException thrown = assertThrows(CacheException.class, () -> locks.take("key"));
                assertInstanceOf(InterruptedException.class, thrown.getCause());
                return Thread.interrupted();
              });
      assertTrue(waiter.get(1, TimeUnit.MINUTES));
    }
    assertEquals(0, locks.size());
  }

  @Test
  void threadsThatTakeTurns_areAloneAndLeaveNothing() throws Exception {
    KeyLocks<Integer> locks = new KeyLocks<>(60_000);
    int[] counts = new int[3];
    CountDownLatch start = new CountDownLatch(1);
    Future<?>[] all = new Future<?>[8];
    for (int i = 0; i < all.length; i++) {
      all[i] =
          others.submit(
              () -> {
                start.await();
                for (int round = 0; round < 3_000; round++) {
                  int key = round % counts.length;
                  try (KeyLocks<Integer>.Turn turn = locks.take(key)) {
                    assertNotNull(turn);
                    counts[key]++;
                  }
                }
                return null;
              });
    }
    start.countDown();
    for (Future<?> one : all) {
      one.get(1, TimeUnit.MINUTES);
    }
    for (int count : counts) {
      assertEquals(8_000, count);
    }
    assertEquals(0, locks.size());
  }

  @Test
  void heirs_areThoseWhoWaitForTheLease() throws Exception {
    KeyLocks<String> locks = new KeyLocks<>(60_000);
    Future<?> heir;
    try (KeyLocks<String>.Turn turn = locks.take("key")) {
      assertTrue(!turn.hasHeirs());
      heir = others.submit(() -> locks.takeAsHeir("key").close());
      while (!turn.hasHeirs()) {
        Thread.onSpinWait();
      }
    }
    heir.get(1, TimeUnit.MINUTES);
    assertEquals(0, locks.size());
  }
}
