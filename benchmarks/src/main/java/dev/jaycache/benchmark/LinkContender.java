package dev.jaycache.benchmark;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ways in which callers get at connections, beside the raw client's. */
enum LinkContender implements RedisSeat {
  JEDIS("raw Jedis", null),
  POOL("JayCache, pool", Map.of("jaycache.redis.connections", "pool")),
  LANES_1("JayCache, 1 lane", lanes(1)),
  LANES_2("JayCache, 2 lanes", lanes(2)),
  LANES_4("JayCache, 4 lanes", lanes(4)),
  LANES_8("JayCache, 8 lanes", lanes(8));

  private final String label;
  private final @Nullable Map<String, String> settings;

  LinkContender(String label, @Nullable Map<String, String> settings) {
    this.label = label;
    this.settings = settings;
  }

  private static Map<String, String> lanes(int count) {
    return Map.of("jaycache.redis.connections", "lanes", "jaycache.redis.lanes.count", "" + count);
  }

  /** The settings of a manager; none for the raw client. */
  Map<String, String> settings() {
    return settings == null ? Map.of() : settings;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int database() {
    return 1 + ordinal();
  }

  @Override
  public Target open(URI server, boolean ttl) {
    return settings == null
        ? new JedisTarget(server, ttl)
        : JCacheTargets.jayCache(server, settings, ttl);
  }
}
