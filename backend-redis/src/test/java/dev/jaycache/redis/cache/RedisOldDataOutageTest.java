package dev.jaycache.redis.cache;

import dev.jaycache.testkit.outage.OutageServer;
import dev.jaycache.testkit.outage.SeveralJvmsOutageContract;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import java.util.List;

/** Several JVMs and a Redis server that comes back with what it had saved some time ago. */
class RedisOldDataOutageTest extends SeveralJvmsOutageContract {
  @Override
  protected OutageServer start() {
    // Saves while it works, so that a crash leaves an old dump.
    return OutageServer.of(
        RedisProcess.start(Flavor.REDIS, RedisOptions.PLAIN.with("save", "1 1")));
  }

  @Override
  protected List<String> settings() {
    return List.of("flush-on-reconnect=cache");
  }
}
