package dev.jaycache.management;

import dev.jaycache.store.Backend;

/**
 * The MXBean of a manager's backend, registered until it is closed. Safe for any number of threads.
 */
public final class BackendBean implements AutoCloseable {
  private final Registration registration;

  /**
   * Registers the bean.
   *
   * @param manager the manager's URI, without secrets
   * @throws javax.cache.CacheException when the MBean server refuses it
   */
  public BackendBean(Backend.Bean bean, String manager) {
    String name =
        "dev.jaycache:type="
            + Registration.clean(bean.type())
            + ",manager="
            + Registration.clean(manager);
    this.registration = new Registration(bean.mxBean(), "manager " + manager, name);
    registration.set(true);
  }

  /** Unregisters the bean. Idempotent. */
  @Override
  public void close() {
    registration.set(false);
  }
}
