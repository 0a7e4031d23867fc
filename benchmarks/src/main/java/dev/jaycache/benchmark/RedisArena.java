package dev.jaycache.benchmark;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Redis and what speaks its protocol: beside raw Jedis, Redisson's JCache, and prebuilt commands.
 * Stateless.
 */
final class RedisArena implements Arena {
  private static final Goal MEMORY = new Goal(1.15, 1.08);

  @Override
  public String store() {
    return "redis";
  }

  @Override
  public List<Contender> contenders() {
    return List.of(RedisContender.values());
  }

  @Override
  public Contender subject() {
    return RedisContender.JAYCACHE;
  }

  @Override
  public Contender raw() {
    return RedisContender.JEDIS;
  }

  @Override
  public Optional<Contender> ceiling() {
    return Optional.of(RedisContender.PREBUILT);
  }

  @Override
  public Optional<Goal> goal(Work work, boolean ttl, int threads, Contender rival) {
    if (rival == RedisContender.JEDIS) {
      return Optional.ofNullable(toRaw(work, ttl, threads));
    }
    return rival == RedisContender.REDISSON
        ? Optional.ofNullable(toPeer(work, threads))
        : Optional.empty();
  }

  private static @Nullable Goal toRaw(Work work, boolean ttl, int threads) {
    return switch (work.kind()) {
      case SINGLE_KEY ->
          threads >= 128
              ? new Goal(1.0, 1.7)
              : threads >= 32 ? new Goal(1.0, 1.5) : new Goal(0.85, threads >= 8 ? 1.1 : 0.95);
      case COUNTER -> null;
      // putAll is held against pipelined SET PX; without a time to live the raw client has MSET.
      case BULK ->
          work == Work.GET_ALL || (work == Work.PUT_ALL && ttl) ? new Goal(0.8, 0.95) : null;
    };
  }

  private static @Nullable Goal toPeer(Work work, int threads) {
    return switch (work) {
      case GET_HIT, GET_MISS, PUT, GET_AND_PUT, PUT_IF_ABSENT, REPLACE, REMOVE ->
          new Goal(1.7, threads >= 32 ? 4 : 2.5);
      case INVOKE_MANY -> new Goal(4, 5);
      case INCREMENT_MANY -> new Goal(8, 10);
      case INVOKE_HOT -> threads >= 32 ? new Goal(1.1, 3) : null;
      case INCREMENT_HOT -> null;
      case GET_ALL -> new Goal(3.5, 4.5);
      case PUT_ALL -> new Goal(6, 10);
      case REMOVE_ALL -> new Goal(6, 9);
      case ITERATE -> new Goal(3, 4);
    };
  }

  @Override
  public Optional<Goal> memoryGoal(boolean ttl) {
    return ttl ? Optional.of(MEMORY) : Optional.empty();
  }

  @Override
  public String memoryMeaning() {
    return "The growth of `used_memory`, less the buffers of connections.";
  }

  @Override
  public Site start() {
    RedisProcess server = RedisProcess.start(Flavor.REDIS);
    return new RedisSite(server.uri(), ", loopback", server::close);
  }

  @Override
  public Site at(URI server) {
    return new RedisSite(server, "", () -> {});
  }
}
