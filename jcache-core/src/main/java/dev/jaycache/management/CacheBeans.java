package dev.jaycache.management;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

/**
 * The two MXBeans of a cache (JSR-107, 11.1 and 12.3) and their registration. Safe for any number
 * of threads. Both can be read without JMX.
 */
public final class CacheBeans {
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
  private final Set<Kind> registered = ConcurrentHashMap.newKeySet();

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
  public void setStatisticsRegistered(boolean registered) {
    set(Kind.STATISTICS, statistics, registered);
  }

  /** Registers or unregisters the configuration; idempotent. */
  public void setConfigurationRegistered(boolean registered) {
    set(Kind.CONFIGURATION, configuration, registered);
  }

  private void set(Kind kind, Object bean, boolean wanted) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      if (wanted && registered.add(kind)) {
        server.registerMBean(bean, name(kind));
      } else if (!wanted && registered.remove(kind)) {
        server.unregisterMBean(name(kind));
      }
    } catch (InstanceAlreadyExistsException e) {
      // A manager of the same URI and another class loader has a cache of this name; the bean under
      // the name is its, and stays when this cache goes.
      registered.remove(kind);
    } catch (InstanceNotFoundException e) {
      // Somebody else unregistered it.
    } catch (JMException e) {
      throw new CacheException(
          "can't " + (wanted ? "register" : "unregister") + " an MXBean of " + cache.getName(),
          e);
    }
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
