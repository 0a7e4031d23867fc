package dev.jaycache.testkit.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One plain server of each kind for all tests of a JVM, started at first use and ended with the
 * JVM; emptied after each class with {@link ServerTest}. Safe for any number of threads. Tests keep
 * apart by namespace; a test that pauses, stops or reconfigures a server starts one of its own.
 */
public final class SharedServers {
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Map<Flavor, RedisProcess> SERVERS = new EnumMap<>(Flavor.class);
  private static final List<MemcachedProcess> MEMCACHED = new ArrayList<>();

  private static final List<RedisCluster> CLUSTERS = new ArrayList<>();
  private static final List<RedisSentinels> SENTINELS = new ArrayList<>();

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

  /** A shared cluster of three masters with a replica each, on Redis. */
  public static RedisCluster cluster() {
    LOCK.lock();
    try {
      if (CLUSTERS.isEmpty()) {
        RedisOptions patient = RedisOptions.PLAIN.with("cluster-node-timeout", "15000");
        CLUSTERS.add(RedisCluster.start(Flavor.REDIS, 3, 1, patient));
      }
      return CLUSTERS.get(0);
    } finally {
      LOCK.unlock();
    }
  }

  /** A shared master with a replica and three patient sentinels, on Redis. */
  public static RedisSentinels sentinels() {
    LOCK.lock();
    try {
      if (SENTINELS.isEmpty()) {
        SENTINELS.add(RedisSentinels.start(Flavor.REDIS, 1, 3, Duration.ofSeconds(15)));
      }
      return SENTINELS.get(0);
    } finally {
      LOCK.unlock();
    }
  }

  /**
   * Shared memcached servers, always the same, with 64 MB each.
   *
   * @param count how many
   * @throws MissingServerException where this machine has none
   */
  public static List<MemcachedProcess> memcached(int count) {
    LOCK.lock();
    try {
      while (MEMCACHED.size() < count) {
        MEMCACHED.add(MemcachedProcess.start("-m", "64", "-I", "2m"));
      }
      return List.copyOf(MEMCACHED.subList(0, count));
    } finally {
      LOCK.unlock();
    }
  }

  /** Removes all entries of those that were started. Nobody may be at work there. */
  static void empty() {
    LOCK.lock();
    try {
      MEMCACHED.forEach(server -> server.ask("flush_all"));
      SERVERS.values().forEach(server -> server.cli("FLUSHALL"));
      SENTINELS.forEach(group -> group.master().cli("FLUSHALL"));
      CLUSTERS.forEach(SharedServers::empty);
    } finally {
      LOCK.unlock();
    }
  }

  private static void empty(RedisCluster cluster) {
    cluster.nodes().stream()
        .filter(node -> node.cli("ROLE").startsWith("master"))
        .forEach(master -> master.cli("FLUSHALL"));
  }
}
