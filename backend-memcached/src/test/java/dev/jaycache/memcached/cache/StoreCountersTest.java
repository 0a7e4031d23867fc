package dev.jaycache.memcached.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.Counters;
import dev.jaycache.processor.Processors;
import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.testkit.cache.CachePlace;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What stores count by themselves, and what servers count of us. */
@ServerTest
@Timeout(120)
class StoreCountersTest {
  private final MemcachedProcess server = MemcachedProcess.start();
  private final CachePlace place = new CachePlace(ServerPlaces.of(List.of(server), "text"));
  private final Cache<String, Long> cache =
      place
          .manager("m")
          .createCache(
              "numbers",
              new MutableConfiguration<String, Long>().setTypes(String.class, Long.class));

  @AfterEach
  void close() {
    place.close();
    server.close();
  }

  private long digested() {
    return cache.unwrap(CacheStatistics.class).storeCounters().get("digested-keys");
  }

  @Test
  void keysThatAreDigested_areCounted() {
    cache.put("short", 1L);
    assertEquals(0, digested());
    cache.put("l".repeat(300), 1L);
    assertEquals(1, digested());
    assertEquals(1L, cache.get("l".repeat(300)));
    assertEquals(2, digested());
  }

  /** Threads of one process take turns at a key, and lose no race to each other. */
  @Test
  void manyWhoCountAtOneKey_loseNoRace() throws Exception {
    int threads = 8;
    int rounds = 100;
    Counters<String> counters = counters();
    cache.put("counted", 0L);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      running.add(
          pool.submit(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  cache.invoke("processed", Processors.increment(1L));
                  assertTrue(counters.increment("counted", 1).isPresent());
                }
              }));
    }
    pool.shutdown();
    for (Future<?> each : running) {
      each.get();
    }
    assertEquals((long) threads * rounds, cache.get("processed"));
    assertEquals((long) threads * rounds, cache.get("counted"));
    assertEquals("0", server.stats().get("cas_badval"));
  }

  @SuppressWarnings("unchecked")
  private Counters<String> counters() {
    return cache.unwrap(Counters.class);
  }
}
