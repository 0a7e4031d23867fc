package dev.jaycache.benchmark;

import java.net.URI;
import java.util.Map;

/** Who takes part on Redis. */
enum RedisContender implements RedisSeat {
  JEDIS("raw Jedis", 1) {
    @Override
    public Target open(URI server, boolean ttl) {
      return new JedisTarget(server, ttl);
    }
  },
  JAYCACHE("JayCache", 2) {
    @Override
    public Target open(URI server, boolean ttl) {
      return JCacheTargets.jayCache(server, Map.of(), ttl);
    }
  },
  REDISSON("Redisson JCache", 3) {
    @Override
    public Target open(URI server, boolean ttl) {
      return JCacheTargets.redisson(server, database(), ttl);
    }
  };

  private final String label;
  private final int database;

  RedisContender(String label, int database) {
    this.label = label;
    this.database = database;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int database() {
    return database;
  }
}
