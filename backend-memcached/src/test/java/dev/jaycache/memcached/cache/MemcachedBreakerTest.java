package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.outage.BreakerContract;
import dev.jaycache.testkit.outage.OutageServer;
import dev.jaycache.testkit.server.MemcachedProcess;

/** The breaker of a memcached server. */
class MemcachedBreakerTest extends BreakerContract {
  @Override
  protected OutageServer start() {
    return OutageServer.of(MemcachedProcess.start());
  }
}
