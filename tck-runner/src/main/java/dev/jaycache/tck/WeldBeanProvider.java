package dev.jaycache.tck;

import javax.cache.annotation.BeanProvider;
import javax.enterprise.inject.se.SeContainer;
import javax.enterprise.inject.se.SeContainerInitializer;
import manager.CacheNameOnEachMethodBlogManagerImpl;
import manager.ClassLevelCacheConfigBlogManagerImpl;
import manager.UsingDefaultCacheNameBlogManagerImpl;
import org.jsr107.ri.annotations.cdi.BeanManagerUtil;
import org.jsr107.ri.annotations.cdi.CacheLookupUtil;
import org.jsr107.ri.annotations.cdi.CachePutInterceptor;
import org.jsr107.ri.annotations.cdi.CacheRemoveAllInterceptor;
import org.jsr107.ri.annotations.cdi.CacheRemoveEntryInterceptor;
import org.jsr107.ri.annotations.cdi.CacheResultInterceptor;
import org.jsr107.ri.annotations.cdi.InterceptorExtension;

/**
 * Hands the TCK's annotated beans out of a CDI container. The container lives as long as the JVM.
 * Everything in it is named: the archives of the TCK are not made for discovery.
 */
public final class WeldBeanProvider implements BeanProvider {
  private static final Class<?>[] INTERCEPTORS = {
    CacheResultInterceptor.class,
    CachePutInterceptor.class,
    CacheRemoveEntryInterceptor.class,
    CacheRemoveAllInterceptor.class
  };

  private final SeContainer container =
      SeContainerInitializer.newInstance()
          .disableDiscovery()
          .addExtensions(new InterceptorExtension())
          .addBeanClasses(INTERCEPTORS)
          .addBeanClasses(
              BeanManagerUtil.class,
              CacheLookupUtil.class,
              CacheNameOnEachMethodBlogManagerImpl.class,
              ClassLevelCacheConfigBlogManagerImpl.class,
              UsingDefaultCacheNameBlogManagerImpl.class)
          .enableInterceptors(INTERCEPTORS)
          .initialize();

  @Override
  public <T> T getBeanByType(Class<T> beanClass) {
    return container.select(beanClass).get();
  }
}
