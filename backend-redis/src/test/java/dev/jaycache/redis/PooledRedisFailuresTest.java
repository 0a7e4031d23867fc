package dev.jaycache.redis;

/** The same with a connection for each caller. */
class PooledRedisFailuresTest extends RedisFailuresTest {
  @Override
  String oneConnection() {
    return "redis.connections = pool, redis.pool.max-connections = 1";
  }
}
