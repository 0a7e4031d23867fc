package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.outage.OutageContract;
import dev.jaycache.testkit.outage.OutageServer;
import dev.jaycache.testkit.server.MemcachedProcess;
import java.util.List;

/** Outages of memcached, by its binary protocol. */
class BinaryOutageTest extends OutageContract {
  @Override
  protected OutageServer start() {
    return OutageServer.of(MemcachedProcess.start());
  }

  @Override
  protected List<String> settings() {
    return List.of("memcached.protocol=binary");
  }
}
