package dev.jaycache.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.config.ConfigurationException;
import dev.jaycache.statistics.CacheStatistics;
import dev.jaycache.testkit.cache.CachePlace;
import dev.jaycache.testkit.proxy.FaultProxy;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import dev.jaycache.testkit.server.SharedServers;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Caches on memcached, of whose changes writers tell each other on a Redis. It is here since this
 * class path has both backends, as that of such an application has.
 */
@ServerTest
@Timeout(120)
class NearBusTest {
  private static final String FOR_EVER = "cache-defaults.near.max-staleness=1 d";
  private static final MutableConfiguration<String, String> STRINGS =
      new MutableConfiguration<String, String>()
          .setTypes(String.class, String.class)
          .setStatisticsEnabled(true);

  private final RedisProcess bus = RedisProcess.start(Flavor.REDIS);
  private final FaultProxy proxy = new FaultProxy(bus.host(), bus.port());
  private final CachePlace place = new CachePlace(memcached());
  private final Cache<String, String> near = near("near", FOR_EVER);

  /** Gets to the bus by a proxy. */
  private final Cache<String, String> other =
      open("other", "cache-defaults.near.bus=" + bus.uri(proxy.port()));

  private static Properties memcached() {
    MemcachedProcess server = SharedServers.memcached(1).get(0);
    Properties settings = new Properties();
    settings.setProperty("jaycache.servers", "memcached://" + server.host() + ':' + server.port());
    settings.setProperty("jaycache.memcached.protocol", "text");
    settings.setProperty("jaycache.connect-timeout", "10 s");
    settings.setProperty("jaycache.command-timeout", "10 s");
    return settings;
  }

  private Cache<String, String> near(String manager, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "cache-defaults.near.enabled=true",
                "cache-defaults.near.ttl=1 d",
                "cache-defaults.near.bus=" + bus.uri()));
    all.addAll(List.of(settings));
    return open(manager, all.toArray(new String[0]));
  }

  private Cache<String, String> open(String manager, String... settings) {
    String[] all = Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] = "breaker.disable-time=100 ms";
    return place.manager(manager, all).createCache("cache", STRINGS);
  }

  @BeforeEach
  void copy() {
    other.put("k", "a");
    awaitProof(near);
    assertEquals("a", near.get("k"));
  }

  @AfterEach
  void close() {
    place.close();
    proxy.close();
    bus.close();
  }

  private static long counter(Cache<?, ?> cache, String name) {
    return cache.unwrap(CacheStatistics.class).storeCounters().get(name);
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static void awaitProof(Cache<?, ?> cache) {
    await(() -> counter(cache, "near-proof-age-ms") >= 0);
  }

  private void awaitValue(String value) {
    await(() -> value.equals(near.get("k")));
  }

  private void awaitMiss() {
    await(() -> near.get("k") == null);
  }

  @Test
  void everyKindOfWrite_isTold() {
    other.put("k", "b");
    awaitValue("b");
    other.replace("k", "b", "c");
    awaitValue("c");
    other.putAll(Map.of("k", "d", "l", "d"));
    awaitValue("d");
    other.invoke(
        "k",
        (entry, arguments) -> {
          entry.setValue("e");
          return null;
        });
    awaitValue("e");
    other.remove("k");
    awaitMiss();
    other.putIfAbsent("k", "f");
    awaitValue("f");
    other.removeAll(Set.of("k", "l"));
    awaitMiss();
    other.put("k", "g");
    awaitValue("g");
    other.clear();
    awaitMiss();
    assertEquals(0, counter(other, "near-unpublished"));
    assertTrue(counter(other, "near-published") > 0);
  }

  @Test
  void writerWhoLostTheBus_writes_andTellsAllWhenItIsBack() {
    proxy.refuse();
    proxy.cut();
    other.put("k", "b");
    assertTrue(counter(other, "near-unpublished") > 0);
    assertEquals("b", other.get("k"));
    proxy.pass();
    // Nobody writes any more: it is told all the same.
    awaitValue("b");
    other.put("k", "c");
    awaitValue("c");
  }

  @Test
  void cacheThatIsClosed_tellsWhatItOwes() {
    Cache<String, String> closing =
        open(
            "closing",
            "cache-defaults.near.bus=" + bus.uri(proxy.port()),
            "breaker.allowed-timeouts=-1");
    proxy.refuse();
    proxy.cut();
    closing.put("k", "b");
    assertTrue(counter(closing, "near-unpublished") > 0);
    proxy.pass();
    // Its manager goes on, and nobody else writes.
    closing.close();
    awaitValue("b");
  }

  @Test
  void busThatIsStopped_leavesCopiesForMaxStaleness() {
    Cache<String, String> aging = near("aging", "cache-defaults.near.max-staleness=200 ms");
    awaitProof(aging);
    assertEquals("a", aging.get("k"));
    bus.stop();
    other.put("k", "b");
    await(() -> "b".equals(aging.get("k")));
    // It comes back empty, which is all the same to a bus.
    bus.restart();
    await(() -> "b".equals(near.get("k")));
    await(
        () -> {
          other.put("k", "c");
          return "c".equals(near.get("k"));
        });
  }

  @Test
  void busThatIsSilent_leavesCopiesForMaxStaleness() {
    Cache<String, String> aging = near("aging", "cache-defaults.near.max-staleness=200 ms");
    awaitProof(aging);
    assertEquals("a", aging.get("k"));
    // By a manager without the bus, which would wait for it.
    Cache<String, String> foreign = open("foreign");
    bus.pause();
    try {
      foreign.put("k", "b");
      await(() -> "b".equals(aging.get("k")));
    } finally {
      bus.resume();
    }
  }

  @Test
  void listenerThatIsKilled_forgetsAll() {
    open("foreign").put("k", "b");
    bus.cli("CLIENT", "KILL", "TYPE", "pubsub");
    awaitValue("b");
  }

  @Test
  void threadsAndConnections_areOfTheManagerAndNotOfItsCaches() {
    CacheManager manager = near.getCacheManager();
    Set<Thread> before = listening();
    for (int i = 0; i < 5; i++) {
      manager.createCache("more" + i, STRINGS);
    }
    assertEquals(Set.of(), newOnes(before));
  }

  /** Of this JVM: some of those of tests before may be about to end. */
  private static Set<Thread> listening() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("jaycache changes"))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static Set<Thread> newOnes(Set<Thread> before) {
    Set<Thread> now = listening();
    now.removeAll(before);
    return now;
  }

  @Test
  void channelOnMemcached_isAnErrorThatNamesTheBus() {
    ConfigurationException e =
        assertThrows(
            ConfigurationException.class,
            () -> open("wrong", "cache-defaults.near.source=channel"));
    assertTrue(String.valueOf(e.getMessage()).contains("near.bus"), e::getMessage);
  }

  @Test
  void busThatNoBackendHas_isAnErrorThatSaysWhatToAdd() {
    for (String uri : List.of("memcached://u:geheim@localhost:1", "nats://u:geheim@localhost:1")) {
      ConfigurationException e =
          assertThrows(
              ConfigurationException.class,
              () -> open(URI.create(uri).getScheme(), "cache-defaults.near.bus=" + uri));
      String said = String.valueOf(e.getMessage());
      assertTrue(said.contains("backend-redis") && said.contains("cache cache"), said);
      assertTrue(said.contains("localhost:1"), said);
      assertFalse(said.contains("geheim"), said);
    }
  }
}
