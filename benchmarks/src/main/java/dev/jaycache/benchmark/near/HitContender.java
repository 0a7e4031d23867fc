package dev.jaycache.benchmark.near;

import java.net.URI;

/** Who is asked for what it has in the process. */
enum HitContender {
  CAFFEINE("raw Caffeine") {
    @Override
    <V> NearTarget<V> open(URI server, Class<V> type, int size) {
      return new CaffeineNear<>(size, null);
    }
  },
  CAFFEINE_CALLER("raw Caffeine, maintained by its callers") {
    @Override
    <V> NearTarget<V> open(URI server, Class<V> type, int size) {
      return new CaffeineNear<>(size, Runnable::run);
    }
  },
  CAFFEINE_JCACHE("Caffeine's JCache") {
    @Override
    <V> NearTarget<V> open(URI server, Class<V> type, int size) {
      return JCacheNear.caffeine(type);
    }
  },
  JAYCACHE("JayCache, near") {
    @Override
    <V> NearTarget<V> open(URI server, Class<V> type, int size) {
      return JCacheNear.jayCache(server, type, size, false);
    }
  },
  JAYCACHE_STATISTICS("JayCache, near, statistics on") {
    @Override
    <V> NearTarget<V> open(URI server, Class<V> type, int size) {
      return JCacheNear.jayCache(server, type, size, true);
    }
  },
  REDISSON("Redisson's local map") {
    @Override
    <V> NearTarget<V> open(URI server, Class<V> type, int size) {
      return new RedissonNear<>(server, size, false);
    }
  },
  REDISSON_TUNED("Redisson's local map, keys as objects") {
    @Override
    <V> NearTarget<V> open(URI server, Class<V> type, int size) {
      return new RedissonNear<>(server, size, true);
    }
  },
  JEDIS("Jedis' client-side cache") {
    @Override
    <V> NearTarget<V> open(URI server, Class<V> type, int size) {
      return new JedisNear<>(server, type, size);
    }
  };

  private final String label;

  HitContender(String label) {
    this.label = label;
  }

  /** The name in reports. */
  String label() {
    return label;
  }

  /** The number of its database, so that nobody meets another's entries. */
  int database() {
    return 1 + ordinal();
  }

  /**
   * Opens an empty cache.
   *
   * @param server with the number of the database
   * @param type of values
   * @param size how many entries it keeps in the process
   */
  abstract <V> NearTarget<V> open(URI server, Class<V> type, int size);
}
