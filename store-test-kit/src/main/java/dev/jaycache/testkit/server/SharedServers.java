package dev.jaycache.testkit.server;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One plain server of each kind for all tests of a JVM, started at first use and ended with the
 * JVM. Safe for any number of threads. Tests keep apart by namespace; a test that pauses, stops or
 * reconfigures a server starts one of its own.
 */
public final class SharedServers {
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Map<Flavor, RedisProcess> SERVERS = new EnumMap<>(Flavor.class);

  private SharedServers() {}

  /**
   * The shared server of a kind.
   *
   * @throws MissingServerException where this machine has no such server
   */
  public static RedisProcess of(Flavor flavor) {
    LOCK.lock();
    try {
      return SERVERS.computeIfAbsent(flavor, RedisProcess::start);
    } finally {
      LOCK.unlock();
    }
  }
}
