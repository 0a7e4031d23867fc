package dev.jaycache.management;

import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.CacheException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MXBean, which the platform's MBean server has or has not. Safe for any number of threads. It
 * takes away only what it brought: somebody else may have a bean of the same name.
 */
final class Registration {
  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

  private final Object bean;
  private final String owner;
  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean registered;

  /**
   * A bean, not registered.
   *
   * @param owner whose bean it is, for messages
   * @param name the bean's whole name, whose parts were {@linkplain #clean cleaned}
   */
  Registration(Object bean, String owner, String name) {
    this.bean = bean;
    this.owner = owner;
    this.name = name;
  }

  /** What an ObjectName can't hold becomes a dot. */
  static String clean(String part) {
    return part.replaceAll("[,:=\n*?\"]", ".");
  }

  /**
   * Registers or unregisters; idempotent.
   *
   * @throws CacheException when the MBean server refuses
   */
  void set(boolean wanted) {
    lock.lock();
    try {
      if (wanted && !registered) {
        server().registerMBean(bean, new ObjectName(name));
        registered = true;
      } else if (!wanted && registered) {
        registered = false;
        server().unregisterMBean(new ObjectName(name));
      }
    } catch (InstanceAlreadyExistsException e) {
      LOG.warn("{}: another has an MXBean of the same name; this one stays without", owner);
    } catch (InstanceNotFoundException e) {
      LOG.debug("{}: somebody else unregistered the MXBean", owner, e);
    } catch (JMException e) {
      throw new CacheException(
          "can't " + (wanted ? "register" : "unregister") + " an MXBean of " + owner, e);
    } finally {
      lock.unlock();
    }
  }

  private static MBeanServer server() {
    return ManagementFactory.getPlatformMBeanServer();
  }
}
