package dev.jaycache.management;

import dev.jaycache.statistics.NearCacheStatistics;
import javax.cache.Cache;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.management.CacheMXBean;
import javax.cache.management.CacheStatisticsMXBean;
import org.jspecify.annotations.Nullable;

/**
 * The two MXBeans of a cache (JSR-107, 11.1 and 12.3), that of its near cache, and their
 * registration. Safe for any number of threads. All can be read without JMX.
 */
public final class CacheBeans {
  private final CacheMXBean configurationBean;
  private final Registration configuration;
  private final Registration statistics;
  private final @Nullable Registration near;

  /**
   * The beans of a cache, not registered.
   *
   * @param near null: the cache has no near cache
   */
  public CacheBeans(
      Cache<?, ?> cache,
      CompleteConfiguration<?, ?> configuration,
      CacheStatisticsMXBean statistics,
      @Nullable NearCacheStatistics near) {
    this.configurationBean = new ConfigurationBean(configuration);
    this.configuration = registration(configurationBean, "CacheConfiguration", cache);
    this.statistics = registration(statistics, "CacheStatistics", cache);
    this.near = near == null ? null : nearRegistration(near, cache);
  }

  private static Registration nearRegistration(NearCacheStatistics bean, Cache<?, ?> cache) {
    String name =
        "dev.jaycache:type=NearCache,manager="
            + Registration.clean(cache.getCacheManager().getURI().toString())
            + ",cache="
            + Registration.clean(cache.getName());
    return new Registration(bean, "cache " + cache.getName(), name);
  }

  private static Registration registration(Object bean, String type, Cache<?, ?> cache) {
    // Micrometer and others look the beans up by these very names.
    String name =
        "javax.cache:type="
            + type
            + ",CacheManager="
            + Registration.clean(cache.getCacheManager().getURI().toString())
            + ",Cache="
            + Registration.clean(cache.getName());
    return new Registration(bean, "cache " + cache.getName(), name);
  }

  /** The configuration, without JMX. */
  public CacheMXBean configurationBean() {
    return configurationBean;
  }

  /** Registers or unregisters the statistics; idempotent. */
  public void setStatisticsRegistered(boolean wanted) {
    statistics.set(wanted);
    if (near != null) {
      near.set(wanted);
    }
  }

  /** Registers or unregisters the configuration; idempotent. */
  public void setConfigurationRegistered(boolean wanted) {
    configuration.set(wanted);
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
