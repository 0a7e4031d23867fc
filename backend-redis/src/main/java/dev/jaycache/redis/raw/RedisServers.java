package dev.jaycache.redis.raw;

import java.util.List;
import javax.cache.CacheManager;

/**
 * The Redis servers of a cache manager: {@code RedisServers.of(manager).server("srv1")}. Safe for
 * any number of threads. It has no connections of its own: it shares those of the manager's caches,
 * with their deadlines and breakers, and ends with the manager.
 *
 * <p>A "server" is what the configuration names as one: a single server, several hosts of which one
 * serves, the master that sentinels name, or a cluster.
 */
public interface RedisServers {
  /**
   * The servers of a manager. It connects to nothing.
   *
   * @throws IllegalArgumentException when the manager is not one of JayCache, or its caches do not
   *     live on Redis
   * @throws IllegalStateException when the manager is closed
   */
  static RedisServers of(CacheManager manager) {
    try {
      return manager.unwrap(RedisServers.class);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the manager "
              + manager
              + " has no Redis servers; right is a manager of JayCache whose setting servers (or"
              + " whose URI) names one, such as redis://host:6379",
          e);
    }
  }

  /** All of them, in the order of the configuration; at least one. */
  List<RedisServer> servers();

  /** The names of those that have one, in the order of the configuration. */
  List<String> names();

  /** The first one: where caches live whose settings name no other. */
  RedisServer server();

  /**
   * The server of a name.
   *
   * @throws IllegalArgumentException when there is none; the message names those that there are
   */
  RedisServer server(String name);
}
