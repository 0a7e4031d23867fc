package dev.jaycache.memcached.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.JayCacheManager;
import dev.jaycache.JayCachingProvider;
import dev.jaycache.statistics.FailureStatistics;
import dev.jaycache.store.NodeState;
import dev.jaycache.store.NodeState.Health;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three servers under Ketama, of which one is lost and comes back, with its data or empty. */
@ServerTest
@Timeout(180)
class LostServerTest {
  private static final int KEYS = 90;

  private final JayCachingProvider provider = new JayCachingProvider();
  private final List<MemcachedProcess> servers = new ArrayList<>();
  private final List<FaultProxy> proxies = new ArrayList<>();
  private Cache<String, String> cache;

  @BeforeEach
  void start() {
    for (int i = 0; i < 3; i++) {
      servers.add(MemcachedProcess.start());
      proxies.add(new FaultProxy("127.0.0.1", servers.get(i).port()));
    }
  }

  @AfterEach
  void close() {
    provider.close();
    proxies.forEach(FaultProxy::close);
    servers.forEach(MemcachedProcess::close);
  }

  private JayCacheManager open(String planner, boolean tolerant) {
    Properties properties = new Properties();
    properties.setProperty(
        "jaycache.servers",
        proxies.stream()
            .map(proxy -> "127.0.0.1:" + proxy.port())
            .collect(Collectors.joining(",", "memcached://", "")));
    properties.setProperty("jaycache.connect-timeout", "60 s");
    properties.setProperty("jaycache.command-timeout", "60 s");
    properties.setProperty("jaycache.breaker.disable-time", "1 ms");
    properties.setProperty("jaycache.cache-defaults.planner", planner);
    properties.setProperty("jaycache.cache-defaults.on-error", tolerant ? "miss" : "throw");
    JayCacheManager manager = (JayCacheManager) provider.getCacheManager(null, null, properties);
    cache =
        manager.createCache(
            "c", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
    return manager;
  }

  private static Map<String, String> values(String value) {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < KEYS; i++) {
      values.put("k" + i, value);
    }
    return values;
  }

  private void lose(boolean withItsData) {
    if (withItsData) {
      proxies.get(1).refuse();
      proxies.get(1).cut();
    } else {
      servers.get(1).kill();
      proxies.get(1).refuse();
      proxies.get(1).cut();
    }
  }

  private void back(boolean withItsData) {
    if (!withItsData) {
      servers.get(1).restart();
    }
    proxies.get(1).pass();
  }

  private Set<String> missing() {
    Set<String> missing = new TreeSet<>(values("").keySet());
    missing.removeAll(cache.getAll(values("").keySet()).keySet());
    return missing;
  }

  @ParameterizedTest
  @CsvSource({"auto, true", "auto, false", "always-cas, true", "always-cas, false"})
  void lostServer_missesAndTheOthersGoOn(String planner, boolean withItsData) {
    JayCacheManager manager = open(planner, true);
    cache.putAll(values("old"));
    assertEquals(Set.of(), missing());
    lose(withItsData);
    Set<String> lost = missing();
    assertTrue(!lost.isEmpty() && lost.size() < KEYS, lost::toString);
    assertEquals(
        List.of(Health.IN_USE, Health.IN_USE),
        List.of(manager.nodes().get(0).health(), manager.nodes().get(2).health()));
    NodeState gone = manager.nodes().get(1);
    assertTrue(gone.health() != Health.IN_USE, gone::toString);
    // Each key by itself, then all, then some.
    for (String key : values("").keySet()) {
      assertEquals(lost.contains(key) ? null : "old", cache.get(key));
      if (!lost.contains(key)) {
        assertEquals("old", cache.getAndPut(key, "new"));
      } else {
        assertThrows(CacheException.class, () -> cache.getAndPut(key, "new"));
      }
    }
    cache.putAll(values("newer"));
    assertEquals(lost, missing());
    cache.removeAll(Set.of("k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8", "k9"));
    Set<String> gone10 = new HashSet<>(lost);
    for (int i = 0; i < 10; i++) {
      gone10.add("k" + i);
    }
    assertEquals(new TreeSet<>(gone10), missing());
    assertEquals(lost.size(), cache.unwrap(FailureStatistics.class).getSuspects());
    back(withItsData);
    while (cache.unwrap(FailureStatistics.class).getSuspects() != 0) {
      Thread.onSpinWait();
    }
    assertEquals(new TreeSet<>(gone10), missing());
    cache.putAll(values("newest"));
    assertEquals(values("newest"), new TreeMap<>(cache.getAll(values("").keySet())));
  }

  @ParameterizedTest
  @CsvSource({"auto", "always-cas"})
  void clearWhileOneIsLost_isSeenWhenItIsBack(String planner) {
    open(planner, true);
    cache.putAll(values("old"));
    lose(true);
    cache.clear();
    assertEquals(KEYS, missing().size());
    assertNull(cache.get("k1"));
    back(true);
    while (cache.unwrap(FailureStatistics.class).getSuspects() != 0) {
      Thread.onSpinWait();
    }
    assertEquals(KEYS, missing().size());
    cache.putAll(values("new"));
    assertEquals(Set.of(), missing());
  }

  @ParameterizedTest
  @CsvSource({"auto", "always-cas"})
  void withoutTheSetting_itsKeysFailAndTheOthersGoOn(String planner) {
    open(planner, false);
    cache.putAll(values("old"));
    lose(true);
    int failed = 0;
    for (String key : values("").keySet()) {
      try {
        assertEquals("old", cache.get(key));
        cache.put(key, "new");
      } catch (CacheException e) {
        assertTrue(
            String.valueOf(e.getMessage()).contains(":" + proxies.get(1).port()), e::toString);
        failed++;
      }
    }
    assertTrue(failed > 0 && failed < KEYS, "failed: " + failed);
    assertThrows(CacheException.class, () -> cache.getAll(values("").keySet()));
  }
}
