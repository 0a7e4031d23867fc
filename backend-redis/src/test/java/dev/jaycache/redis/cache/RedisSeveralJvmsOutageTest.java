package dev.jaycache.redis.cache;

import dev.jaycache.testkit.outage.OutageServer;
import dev.jaycache.testkit.outage.SeveralJvmsOutageContract;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;

/** Several JVMs and a Redis server that comes back empty. */
class RedisSeveralJvmsOutageTest extends SeveralJvmsOutageContract {
  @Override
  protected OutageServer start() {
    return OutageServer.of(RedisProcess.start(Flavor.REDIS));
  }
}
