package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.statistics.ClearCause;
import dev.jaycache.statistics.Meter;
import dev.jaycache.statistics.Meters;
import dev.jaycache.statistics.NearCacheStatistics;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a near cache on Redis counts, and who can read it. */
@ServerTest
@Timeout(120)
class NearStatisticsTest {
  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();
  private static final String[] SETTINGS = {
    "cache-defaults.near.enabled=true",
    "cache-defaults.near.max-staleness=1 d",
    "breaker.allowed-timeouts=-1"
  };

  private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
  private final TestManagers managers = new TestManagers();
  private final CacheManager manager = managers.open(server.uri(), SETTINGS);
  private final Cache<String, String> near = manager.createCache("near,cache", plain());
  private final NearCacheStatistics statistics = near.unwrap(NearCacheStatistics.class);

  @AfterEach
  void close() {
    managers.close();
    server.close();
  }

  private static MutableConfiguration<String, String> plain() {
    return new MutableConfiguration<String, String>().setTypes(String.class, String.class);
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private long clears(ClearCause cause) {
    return statistics.getClears().get(cause);
  }

  private void awaitLive() {
    await(() -> statistics.getProofAgeMillis() >= 0);
  }

  /** The near caches of managers on this server that operators see. */
  private Set<ObjectName> registered() throws Exception {
    String pattern = "dev.jaycache:type=NearCache,manager=*." + server.port() + ",*";
    return BEANS.queryNames(new ObjectName(pattern), null);
  }

  @Test
  void hitsMissesAndInvalidations_areCounted() {
    assertEquals(NearCacheStatistics.NOT_WEIGHED, statistics.getWeight());
    awaitLive();
    Cache<String, String> other =
        managers.open(server.uri(), "namespace=jaycache").createCache("near,cache", plain());
    assertEquals(0, statistics.getInvalidations());
    other.put("k", "a");
    // What is read before this was heard of would not be kept.
    await(() -> statistics.getInvalidations() == 1);
    assertEquals("a", near.get("k"));
    assertEquals("a", near.get("k"));
    assertEquals(1, statistics.getMisses());
    assertEquals(1, statistics.getHits());
    assertEquals(1, statistics.getEntries());
    other.put("k", "b");
    await(() -> statistics.getInvalidations() == 2);
    assertEquals(0, statistics.getEntries());
    assertEquals(0, statistics.getFillsRefused());
    assertEquals(0, statistics.getPreloaded());
  }

  @Test
  void flush_isACause() {
    awaitLive();
    assertEquals(0, clears(ClearCause.FLUSHED));
    server.cli("FLUSHALL");
    await(() -> clears(ClearCause.FLUSHED) == 1);
    assertEquals(0, clears(ClearCause.RECONNECTED));
    assertEquals(0, clears(ClearCause.SERVERS_CHANGED));
  }

  @Test
  void connectionThatIsCut_isACause() {
    awaitLive();
    assertEquals(3, clears(ClearCause.CONNECTED));
    server.cli("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    await(() -> clears(ClearCause.RECONNECTED) == 1);
    assertEquals(3, clears(ClearCause.CONNECTED));
    assertEquals(0, clears(ClearCause.FLUSHED));
  }

  @Test
  void serverThatIsRestarted_isACause() {
    awaitLive();
    server.restart();
    await(() -> clears(ClearCause.RECONNECTED) == 1);
    assertEquals(3, clears(ClearCause.CONNECTED));
  }

  @Test
  void anotherNearCache_isACause() {
    awaitLive();
    manager.createCache("another", plain());
    await(() -> clears(ClearCause.RENEWED) == 1);
    assertEquals(0, clears(ClearCause.RECONNECTED));
  }

  @Test
  void ownClear_isACause() {
    near.clear();
    assertEquals(1, clears(ClearCause.OWN_CLEAR));
    assertEquals(0, clears(ClearCause.SUSPECTS));
    near.removeAll();
    assertEquals(1, clears(ClearCause.OWN_CLEAR));
  }

  @Test
  void bean_comesAndGoesWithTheStatistics() throws Exception {
    assertEquals(Set.of(), registered());
    manager.enableStatistics("near,cache", true);
    ObjectName name = registered().iterator().next();
    assertEquals("redis.//127.0.0.1." + server.port(), name.getKeyProperty("manager"));
    assertEquals("near.cache", name.getKeyProperty("cache"));
    near.put("k", "v");
    near.get("k");
    near.get("k");
    NearCacheStatistics bean = JMX.newMXBeanProxy(BEANS, name, NearCacheStatistics.class);
    assertEquals(statistics.getHits(), bean.getHits());
    assertEquals(statistics.getMisses(), bean.getMisses());
    near.clear();
    assertEquals(1, bean.getClears().get(ClearCause.OWN_CLEAR));
    TabularData clears = (TabularData) BEANS.getAttribute(name, "Clears");
    assertEquals(ClearCause.values().length, clears.size());
    manager.enableStatistics("near,cache", false);
    assertEquals(Set.of(), registered());
    manager.enableStatistics("near,cache", true);
    assertEquals(1, registered().size());
    near.close();
    assertEquals(Set.of(), registered());
  }

  @Test
  void namesakeOfAnotherClassLoader_leavesTheBeanAlone() throws Exception {
    manager.enableStatistics("near,cache", true);
    CacheManager namesake =
        manager
            .getCachingProvider()
            .getCacheManager(
                URI.create(server.uri().toString()),
                new URLClassLoader(new URL[0], getClass().getClassLoader()),
                manager.getProperties());
    namesake.createCache("near,cache", plain().setStatisticsEnabled(true));
    assertEquals(1, registered().size());
    namesake.close();
    assertEquals(1, registered().size());
  }

  @Test
  void meters_haveTheNearCache() {
    awaitLive();
    near.put("k", "v");
    near.get("k");
    near.get("k");
    double hits = 0;
    for (Meter meter : near.unwrap(Meters.class).all()) {
      if (meter.name().equals("jaycache.near.gets") && meter.tags().containsValue("hit")) {
        hits = meter.value();
      }
      if (meter.name().equals("jaycache.near.proof.age")) {
        assertTrue(meter.value() >= 0, meter.toString());
      }
    }
    assertEquals(statistics.getHits(), hits);
  }

  @Test
  void cacheWithoutNearCache_saysSo() {
    Cache<String, String> plain =
        managers.open(server.uri()).createCache("plain", new MutableConfiguration<>());
    String problem =
        assertThrows(IllegalArgumentException.class, () -> plain.unwrap(NearCacheStatistics.class))
            .getMessage();
    assertTrue(problem.contains("cache plain has no near cache"), problem);
    assertEquals(5, plain.unwrap(Meters.class).all().size());
  }
}
