package dev.jaycache.management;

import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.management.CacheMXBean;
import javax.cache.management.CacheStatisticsMXBean;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two MXBeans of a cache (JSR-107, 11.1 and 12.3) and their registration. Safe for any number
 * of threads. Both can be read without JMX.
 */
public final class CacheBeans {
  private static final Logger LOG = LoggerFactory.getLogger(CacheBeans.class);

  /** Kinds of beans, by the {@code type} in their names. */
  private enum Kind {
    CONFIGURATION,
    STATISTICS;

    String type() {
      String name = name();
      return "Cache" + name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }
  }

  private final Cache<?, ?> cache;
  private final CacheMXBean configuration;
  private final CacheStatisticsMXBean statistics;
  private final Set<Kind> registered = EnumSet.noneOf(Kind.class);
  private final ReentrantLock lock = new ReentrantLock();

  /** The beans of a cache, not registered. */
  public CacheBeans(
      Cache<?, ?> cache,
      CompleteConfiguration<?, ?> configuration,
      CacheStatisticsMXBean statistics) {
    this.cache = cache;
    this.configuration = new ConfigurationBean(configuration);
    this.statistics = statistics;
  }

  /** The configuration, without JMX. */
  public CacheMXBean configurationBean() {
    return configuration;
  }

  /** Registers or unregisters the statistics; idempotent. */
  public void setStatisticsRegistered(boolean wanted) {
    set(Kind.STATISTICS, statistics, wanted);
  }

  /** Registers or unregisters the configuration; idempotent. */
  public void setConfigurationRegistered(boolean wanted) {
    set(Kind.CONFIGURATION, configuration, wanted);
  }

  private void set(Kind kind, Object bean, boolean wanted) {
    lock.lock();
    try {
      // Only what this cache registered goes: a manager elsewhere may have a bean of the same name.
      if (wanted && !registered.contains(kind)) {
        server().registerMBean(bean, name(kind));
        registered.add(kind);
      } else if (!wanted && registered.remove(kind)) {
        server().unregisterMBean(name(kind));
      }
    } catch (InstanceAlreadyExistsException e) {
      LOG.warn(
          "cache {}: another cache has an MXBean of the same name; this one stays without",
          cache.getName());
    } catch (InstanceNotFoundException e) {
      LOG.debug("cache {}: somebody else unregistered the MXBean", cache.getName(), e);
    } catch (JMException e) {
      throw new CacheException(
          "can't " + (wanted ? "register" : "unregister") + " an MXBean of " + cache.getName(), e);
    } finally {
      lock.unlock();
    }
  }

  private static MBeanServer server() {
    return ManagementFactory.getPlatformMBeanServer();
  }

  private ObjectName name(Kind kind) throws JMException {
    // Micrometer and others look the beans up by these very names.
    return new ObjectName(
        "javax.cache:type="
            + kind.type()
            + ",CacheManager="
            + clean(cache.getCacheManager().getURI().toString())
            + ",Cache="
            + clean(cache.getName()));
  }

  /** What an ObjectName can't hold becomes a dot. */
  private static String clean(String part) {
    return part.replaceAll("[,:=\n*?\"]", ".");
  }

  private record ConfigurationBean(CompleteConfiguration<?, ?> configuration)
      implements CacheMXBean {
    @Override
    public String getKeyType() {
      return configuration.getKeyType().getName();
    }

    @Override
    public String getValueType() {
      return configuration.getValueType().getName();
    }

    @Override
    public boolean isReadThrough() {
      return configuration.isReadThrough();
    }

    @Override
    public boolean isWriteThrough() {
      return configuration.isWriteThrough();
    }

    @Override
    public boolean isStoreByValue() {
      return configuration.isStoreByValue();
    }

    @Override
    public boolean isStatisticsEnabled() {
      return configuration.isStatisticsEnabled();
    }

    @Override
    public boolean isManagementEnabled() {
      return configuration.isManagementEnabled();
    }
  }
}
