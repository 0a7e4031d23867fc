package dev.jaycache.redis.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.redis.operations.RedisMXBean;
import dev.jaycache.redis.operations.RedisOperations;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.ServerTest;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.management.Attribute;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The MXBean of a manager on Redis: there while the manager is open, and without secrets. */
@ServerTest
class RedisMXBeanTest {
  private static final String PASSWORD = "hunter2";
  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

  private final RedisProcess server =
      RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.withPassword(PASSWORD));
  private final TestManagers managers = new TestManagers();

  @AfterEach
  void close() {
    managers.close();
    server.close();
  }

  /** The beans of managers on this server. */
  private Set<ObjectName> registered() throws Exception {
    String pattern = "dev.jaycache:type=Redis,manager=*." + server.port();
    return BEANS.queryNames(new ObjectName(pattern), null);
  }

  private CacheManager manager(String... settings) {
    return managers.open(URI.create(server.uri() + "?name=srv1"), settings);
  }

  @Test
  void bean_isThereWhileTheManagerIsOpen() throws Exception {
    assertEquals(Set.of(), registered());
    CacheManager manager = manager();
    Cache<String, String> cache = manager.createCache("cache", new MutableConfiguration<>());
    cache.put("k", "v");

    ObjectName name = registered().iterator().next();
    assertEquals("redis.//127.0.0.1." + server.port(), name.getKeyProperty("manager"));
    RedisMXBean bean = JMX.newMXBeanProxy(BEANS, name, RedisMXBean.class);
    assertEquals("[srv1]", bean.getGroups().toString());
    assertTrue(bean.getQueries() >= 1);
    assertEquals(0, bean.getFailed());
    assertEquals(0, bean.getMoved());
    assertEquals(0, bean.getTopologyRefreshes());
    assertEquals(0, bean.getSuspects());
    assertTrue(bean.clusterInfo(null).contains("\"mode\":\"single\""), bean.clusterInfo(null));
    assertEquals(bean.clusterInfo("").length(), bean.clusterInfo("srv1").length());
    assertTrue(bean.clusterRefresh("srv1").contains("skipped (not cluster mode)"));
    assertTrue(bean.ping("srv1").contains("\"status\":\"reachable\""), bean.ping("srv1"));
    assertTrue(bean.pingTable("srv1").contains("latency_us"), bean.pingTable("srv1"));
    assertTrue(bean.statistics("srv1").contains("\"breaker\":\"closed\""));
    CompositeData[] nodes =
        assertInstanceOf(CompositeData[].class, BEANS.getAttribute(name, "Nodes"));
    assertEquals("127.0.0.1:" + server.port(), nodes[0].get("node"));
    assertEquals("closed", nodes[0].get("breaker"));
    assertEquals(64, nodes[0].get("poolLimit"));

    manager.close();
    assertEquals(Set.of(), registered());
  }

  @Test
  void nothingOfTheBean_holdsASecret() throws Exception {
    manager().createCache("cache", new MutableConfiguration<>()).put("k", "v");
    ObjectName name = registered().iterator().next();
    RedisMXBean bean = JMX.newMXBeanProxy(BEANS, name, RedisMXBean.class);
    StringBuilder all = new StringBuilder(name.toString());
    String[] attributes = {"Groups", "Queries", "Suspects", "Nodes"};
    for (Attribute each : BEANS.getAttributes(name, attributes).asList()) {
      all.append(
          each.getValue() instanceof Object[] values
              ? Arrays.deepToString(values)
              : String.valueOf(each.getValue()));
    }
    all.append(bean.clusterInfo(null)).append(bean.clusterInfoTable(null));
    all.append(bean.clusterRefreshTable(null)).append(bean.ping(null));
    all.append(bean.statistics(null)).append(bean.statisticsTable(null));
    assertTrue(all.length() > 500);
    assertFalse(all.toString().contains(PASSWORD), all::toString);
  }

  @Test
  void setting_leavesTheBeanOut() throws Exception {
    CacheManager manager = manager("management=false");
    manager.createCache("cache", new MutableConfiguration<>()).put("k", "v");
    assertEquals(Set.of(), registered());
    assertEquals(1, RedisOperations.of(manager).clusterInfo("srv1").size());
  }

  @Test
  void operationsOfAManager_areTheSameWithoutJmx() {
    CacheManager manager = manager("cache-defaults.on-error=miss", "command-timeout=1s");
    Cache<String, String> cache = manager.createCache("cache", new MutableConfiguration<>());
    cache.put("k", "v");
    RedisOperations operations = RedisOperations.of(manager);
    assertEquals(0, operations.statistics(null).get(0).suspects());
    server.pause();
    try {
      cache.put("k", "w");
      assertEquals(1, operations.statistics(null).get(0).suspects());
    } finally {
      server.resume();
    }
  }
}
