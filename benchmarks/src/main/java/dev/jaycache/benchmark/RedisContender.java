package dev.jaycache.benchmark;

import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

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
  },
  /** No library: what the server gives where the client costs nothing. */
  PREBUILT("prebuilt commands", 4) {
    @Override
    public Target open(URI server, boolean ttl) {
      return new PrebuiltTarget(server, ttl);
    }

    @Override
    public boolean does(Work work) {
      return PREBUILT_WORKS.contains(work);
    }
  };

  private static final Set<Work> PREBUILT_WORKS =
      EnumSet.of(Work.INCREMENT_MANY, Work.PUT_ALL, Work.REMOVE_ALL, Work.ITERATE);

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
