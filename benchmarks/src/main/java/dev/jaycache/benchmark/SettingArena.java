package dev.jaycache.benchmark;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * JayCache on Redis with several values of one setting, beside raw Jedis. By turns in one JVM, a
 * difference of some hundredths shows, which two runs don't. Immutable.
 */
final class SettingArena implements Arena {
  private static final int MOST = 8;
  private static final Arena REDIS = new RedisArena();

  private final List<Contender> contenders;

  private SettingArena(List<Contender> contenders) {
    this.contenders = List.copyOf(contenders);
  }

  /** JayCache with one value of the setting. */
  private record Seat(String setting, String value, int database) implements RedisSeat {
    @Override
    public String label() {
      return "JayCache, " + setting + " = " + value;
    }

    @Override
    public Target open(URI server, boolean ttl) {
      return JCacheTargets.jayCache(server, Map.of("jaycache." + setting, value), ttl);
    }
  }

  /**
   * The arena of a setting.
   *
   * @param words such as {@code redis.lanes.count=4,8}; the first value is compared with the others
   * @throws IllegalArgumentException where it is no such thing
   */
  static SettingArena of(String words) {
    int equals = words.indexOf('=');
    String[] values = words.substring(equals + 1).split(",");
    if (equals < 1 || values.length > MOST) {
      throw new IllegalArgumentException(
          "--setting takes the name of a setting and up to " + MOST + " values: NAME=VALUE,VALUE");
    }
    List<Contender> all = new ArrayList<>();
    all.add(RedisContender.JEDIS);
    for (String value : values) {
      if (value.isBlank()) {
        throw new IllegalArgumentException("--setting " + words + ": a value is missing");
      }
      all.add(new Seat(words.substring(0, equals).strip(), value.strip(), 1 + all.size()));
    }
    return new SettingArena(all);
  }

  @Override
  public String store() {
    return REDIS.store();
  }

  @Override
  public List<Contender> contenders() {
    return contenders;
  }

  @Override
  public Contender subject() {
    return contenders.get(1);
  }

  @Override
  public Contender raw() {
    return contenders.get(0);
  }

  @Override
  public String memoryMeaning() {
    return REDIS.memoryMeaning();
  }

  @Override
  public Site start() {
    return REDIS.start();
  }

  @Override
  public Site at(URI server) {
    return REDIS.at(server);
  }
}
