package dev.jaycache.redis.cache;

import dev.jaycache.testkit.outage.OutageContract;
import dev.jaycache.testkit.outage.OutageServer;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;

/** Outages of Redis. */
class RedisOutageTest extends OutageContract {
  @Override
  protected OutageServer start() {
    return OutageServer.of(RedisProcess.start(Flavor.REDIS));
  }
}
