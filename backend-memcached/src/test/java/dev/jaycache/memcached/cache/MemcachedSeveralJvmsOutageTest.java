package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.outage.OutageServer;
import dev.jaycache.testkit.outage.SeveralJvmsOutageContract;
import dev.jaycache.testkit.server.MemcachedProcess;

/** Several JVMs and a memcached server that goes away. */
class MemcachedSeveralJvmsOutageTest extends SeveralJvmsOutageContract {
  @Override
  protected OutageServer start() {
    return OutageServer.of(MemcachedProcess.start());
  }
}
