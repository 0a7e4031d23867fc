package dev.jaycache.redis;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.SharedServers;
import java.util.List;

/** The contract over two hosts of which the first is nobody's, by RESP3. */
class FailoverStoreContractTest extends RedisContract {
  FailoverStoreContractTest() {
    super(
        "redis://127.0.0.1:1,127.0.0.1:" + SharedServers.of(Flavor.REDIS).port(),
        "redis.protocol = resp3",
        List.of(SharedServers.of(Flavor.REDIS)));
  }
}
