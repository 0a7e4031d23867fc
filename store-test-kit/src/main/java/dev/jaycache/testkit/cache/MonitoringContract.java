package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Set;
import java.util.TreeSet;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.management.CacheMXBean;
import javax.cache.management.CacheStatisticsMXBean;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** Statistics and management, switched at run time, with and without JMX. */
interface MonitoringContract extends CacheChapter {
  private static MBeanServer server() {
    return ManagementFactory.getPlatformMBeanServer();
  }

  /** The name by which Micrometer and others look for a bean. */
  private static ObjectName name(String type, Cache<?, ?> cache)
      throws MalformedObjectNameException {
    return new ObjectName(
        "javax.cache:type="
            + type
            + ",CacheManager="
            + cache.getCacheManager().getURI().toString().replace(':', '.')
            + ",Cache="
            + cache.getName());
  }

  private static Set<String> registered(Cache<?, ?> cache) throws MalformedObjectNameException {
    Set<String> types = new TreeSet<>();
    for (String type : new String[] {"CacheStatistics", "CacheConfiguration"}) {
      if (server().isRegistered(name(type, cache))) {
        types.add(type);
      }
    }
    return types;
  }

  @Test
  default void beans_comeAndGoWithTheirSwitches() throws Exception {
    CacheManager manager = place().manager();
    Cache<String, String> cache = open();
    assertEquals(Set.of(), registered(cache));
    manager.enableStatistics("cache", true);
    manager.enableStatistics("cache", true);
    assertEquals(Set.of("CacheStatistics"), registered(cache));
    manager.enableManagement("cache", true);
    assertEquals(Set.of("CacheStatistics", "CacheConfiguration"), registered(cache));
    cache.get("key");
    CacheStatisticsMXBean statistics =
        JMX.newMXBeanProxy(server(), name("CacheStatistics", cache), CacheStatisticsMXBean.class);
    assertEquals(1, statistics.getCacheMisses());
    CacheMXBean configuration =
        JMX.newMXBeanProxy(server(), name("CacheConfiguration", cache), CacheMXBean.class);
    assertTrue(configuration.isStatisticsEnabled() && configuration.isManagementEnabled());
    assertEquals("java.lang.Object", configuration.getKeyType());
    manager.enableStatistics("cache", false);
    manager.enableStatistics("cache", false);
    assertEquals(Set.of("CacheConfiguration"), registered(cache));
    cache.close();
    assertEquals(Set.of(), registered(cache));
  }

  @Test
  default void counts_stopWhereStatisticsAreOffAndStayReadable() {
    CacheManager manager = place().manager();
    Cache<String, String> cache = open();
    CacheStatisticsMXBean statistics = cache.unwrap(CacheStatisticsMXBean.class);
    cache.get("key");
    assertEquals(0, statistics.getCacheMisses());
    manager.enableStatistics("cache", true);
    cache.get("key");
    cache.put("key", "value");
    cache.get("key");
    cache.remove("key");
    manager.enableStatistics("cache", false);
    cache.get("key");
    assertEquals(1, statistics.getCacheMisses());
    assertEquals(1, statistics.getCacheHits());
    assertEquals(2, statistics.getCacheGets());
    assertEquals(1, statistics.getCachePuts());
    assertEquals(1, statistics.getCacheRemovals());
    assertEquals(50f, statistics.getCacheHitPercentage());
    assertEquals(50f, statistics.getCacheMissPercentage());
    assertTrue(statistics.getAverageGetTime() > 0);
    assertTrue(statistics.getAveragePutTime() > 0);
    assertTrue(statistics.getAverageRemoveTime() > 0);
    statistics.clear();
    assertEquals(0, statistics.getCacheGets());
    assertEquals(0f, statistics.getCacheHitPercentage());
    assertEquals(0f, statistics.getAverageGetTime());
  }

  @Test
  default void configurationBean_isReadableWithoutJmx() {
    Cache<String, Integer> cache =
        open(new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class));
    CacheMXBean bean = cache.unwrap(CacheMXBean.class);
    assertEquals("java.lang.String", bean.getKeyType());
    assertEquals("java.lang.Integer", bean.getValueType());
    assertTrue(bean.isStoreByValue());
  }

  @Test
  default void namesakeOfAnotherClassLoader_keepsItsBeans() throws Exception {
    MutableConfiguration<String, String> watched =
        new MutableConfiguration<String, String>()
            .setStatisticsEnabled(true)
            .setManagementEnabled(true);
    Cache<String, String> first = open(watched);
    CacheManager sameUri =
        place()
            .provider()
            .getCacheManager(
                first.getCacheManager().getURI(),
                new URLClassLoader(new URL[0], getClass().getClassLoader()),
                place().settings());
    sameUri.createCache("cache", watched);
    sameUri.close();
    assertEquals(Set.of("CacheStatistics", "CacheConfiguration"), registered(first));
  }
}
