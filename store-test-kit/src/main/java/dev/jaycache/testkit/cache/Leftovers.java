package dev.jaycache.testkit.cache;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.TreeSet;
import javax.management.ObjectName;

/** What closed managers may have left behind in this JVM. Pure functions. */
final class Leftovers {
  private static final Set<String> DOMAINS = Set.of("javax.cache", "dev.jaycache");

  private Leftovers() {}

  /** Whether a thread is one of a manager or of its backend. */
  static boolean isOurs(Thread thread) {
    return thread.getName().startsWith("jaycache");
  }

  /** The names of the threads that are left. */
  static Set<String> threads() {
    Set<String> names = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (isOurs(thread)) {
        names.add(thread.getName());
      }
    }
    return names;
  }

  /** The MXBeans of caches and backends that are left. */
  static Set<String> beans() {
    Set<String> names = new TreeSet<>();
    for (ObjectName name : ManagementFactory.getPlatformMBeanServer().queryNames(null, null)) {
      if (DOMAINS.contains(name.getDomain())) {
        names.add(name.toString());
      }
    }
    return names;
  }
}
