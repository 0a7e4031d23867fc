package dev.jaycache.benchmark.near;

import java.net.URI;

/** Who is read and written from several JVMs. */
enum MixContender {
  JAYCACHE("JayCache", "get", false) {
    @Override
    NearTarget<String> open(URI server, int size) {
      return JCacheNear.jayCache(server, String.class, 0, false);
    }
  },
  JAYCACHE_NEAR("JayCache, near", "get", true) {
    @Override
    NearTarget<String> open(URI server, int size) {
      return JCacheNear.jayCache(server, String.class, size, false);
    }
  },
  REDISSON("Redisson JCache", "", false) {
    @Override
    NearTarget<String> open(URI server, int size) {
      return JCacheNear.redisson(server, String.class);
    }
  },
  REDISSON_NEAR("Redisson's local map", "hget", true) {
    @Override
    NearTarget<String> open(URI server, int size) {
      return new RedissonNear<>(server, size, false);
    }
  },
  JEDIS_NEAR("Jedis' client-side cache", "get", true) {
    @Override
    NearTarget<String> open(URI server, int size) {
      return new JedisNear<>(server, String.class, size);
    }
  };

  private final String label;
  private final String readCommand;
  private final boolean near;

  MixContender(String label, String readCommand, boolean near) {
    this.label = label;
    this.readCommand = readCommand;
    this.near = near;
  }

  /** The name in reports. */
  String label() {
    return label;
  }

  /** The command that a read is which no copy answers, and nothing else is. */
  String readCommand() {
    return readCommand;
  }

  /** Whether it keeps copies. */
  boolean isNear() {
    return near;
  }

  /** Opens the cache that all JVMs share. */
  abstract NearTarget<String> open(URI server, int size);
}
