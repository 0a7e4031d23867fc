package dev.jaycache.redis.operations;

import java.util.List;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;

/**
 * An operator's hands on the Redis servers of a cache manager: {@code
 * RedisOperations.of(manager).clusterInfo(null)}. Safe for any number of threads. It has no
 * connections of its own: it shares those of the manager's caches, and ends with the manager.
 *
 * <p>A <b>group</b> is what the configuration names as a server: a single server, several hosts of
 * which one serves, the master that sentinels name, or a cluster. One without a name is {@value
 * #UNNAMED}. What is given back shows neither user nor password. {@link dev.jaycache.report.Json}
 * and {@link dev.jaycache.report.Table} write it down.
 *
 * <p>Where {@code group} is null, all are meant, in the order of the configuration. All methods
 * throw {@link IllegalArgumentException} for an unknown group, with the names of the known ones,
 * and none throws because a server fails.
 */
public interface RedisOperations {
  /** The group of servers that have no name. */
  String UNNAMED = "default";

  /**
   * The operations of a manager. It connects to nothing.
   *
   * @throws IllegalArgumentException when the manager is not one of JayCache, or its caches do not
   *     live on Redis
   * @throws IllegalStateException when the manager is closed
   */
  static RedisOperations of(CacheManager manager) {
    try {
      return manager.unwrap(RedisOperations.class);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the manager " + manager.getURI() + " is not over Redis, so there is nothing to operate",
          e);
    }
  }

  /** The names of the groups. */
  List<String> groups();

  /** What is known of each server, and what happened there. It asks nobody. */
  List<ClusterInfo> clusterInfo(@Nullable String group);

  /**
   * Asks now who is who: the nodes of a cluster, or the sentinels. The limit of once a second does
   * not hold here; {@code command-timeout} does, for each group.
   */
  List<ClusterRefresh> clusterRefresh(@Nullable String group);

  /**
   * Sends {@code PING} to each known server that was ever asked something, one after the other;
   * each has {@code command-timeout}. The breaker is not asked, and not told. Pings are not
   * counted.
   */
  List<Pings> ping(@Nullable String group);

  /**
   * Finds out who is who where that is not known yet, and makes a connection to each server that
   * has none. Who can't be reached is told by {@link #ping}.
   */
  void connect(@Nullable String group);

  /** Counters, breakers and connections, as they are now. It asks nobody. */
  List<RedisStatistics> statistics(@Nullable String group);
}
