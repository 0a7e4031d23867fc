package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.testkit.server.CommandCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers who queue for one key go on from what the one before wrote, instead of reading it. */
@ServerTest
@Timeout(120)
class HotKeyTripsTest {
  private static final int QUEUED = 5;

  private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private final CommandCounter commands = new CommandCounter(server);
  private final TestManagers managers = new TestManagers();

  @AfterEach
  void close() {
    managers.close();
    commands.close();
    server.close();
  }

  private Cache<String, Long> cache() {
    Cache<String, Long> cache =
        managers.cache(
            server.uri(),
            new MutableConfiguration<String, Long>().setTypes(String.class, Long.class));
    cache.put("hot", 0L);
    cache.invoke("hot", (entry, arguments) -> add(entry));
    commands.reset();
    return cache;
  }

  private static long add(javax.cache.processor.MutableEntry<String, Long> entry) {
    long sum = entry.getValue() + 1;
    entry.setValue(sum);
    return sum;
  }

  /** Runs one that holds the key until others queue for it; gives what the others got. */
  private List<Long> queueBehindOne(Cache<String, Long> cache, Runnable meanwhile)
      throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    FutureTask<Long> first =
        new FutureTask<>(
            () ->
                cache.invoke(
                    "hot",
                    (entry, arguments) -> {
                      inside.countDown();
                      await(release);
                      return add(entry);
                    }));
    new Thread(first, "first").start();
    inside.await();
    List<FutureTask<Long>> tasks = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < QUEUED; i++) {
      FutureTask<Long> task =
          new FutureTask<>(() -> cache.invoke("hot", (entry, arguments) -> add(entry)));
      tasks.add(task);
      threads.add(new Thread(task, "queued" + i));
      threads.get(i).start();
    }
    for (Thread thread : threads) {
      while (thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }
    meanwhile.run();
    release.countDown();
    first.get(60, TimeUnit.SECONDS);
    List<Long> results = new ArrayList<>();
    for (FutureTask<Long> task : tasks) {
      results.add(task.get(60, TimeUnit.SECONDS));
    }
    return results.stream().sorted().toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoQueues_readsNothing() throws Exception {
    Cache<String, Long> cache = cache();
    assertEquals(List.of(3L, 4L, 5L, 6L, 7L), queueBehindOne(cache, () -> {}));
    assertEquals(QUEUED + 1, commands.calls().get("evalsha"));
    // Each run of the script looks at the lease and at the entry; one caller read.
    assertEquals(1 + 2 * (QUEUED + 1), commands.calls().get("get"));
    assertEquals(7L, cache.get("hot"));
  }

  @Test
  void aWriteFromElsewhere_isNotOverwritten() throws Exception {
    Cache<String, Long> cache = cache();
    assertEquals(
        List.of(102L, 103L, 104L, 105L, 106L), queueBehindOne(cache, () -> cache.put("hot", 100L)));
    assertEquals(106L, cache.get("hot"));
  }
}
