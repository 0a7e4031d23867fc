package dev.jaycache.redis.cache;

import dev.jaycache.testkit.outage.BreakerContract;
import dev.jaycache.testkit.outage.OutageServer;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;

/** The breaker of a Redis server. */
class RedisBreakerTest extends BreakerContract {
  @Override
  protected OutageServer start() {
    return OutageServer.of(RedisProcess.start(Flavor.REDIS));
  }
}
