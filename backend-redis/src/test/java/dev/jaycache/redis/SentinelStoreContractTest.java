package dev.jaycache.redis;

import dev.jaycache.testkit.server.SharedServers;
import java.util.List;

/** The contract over the master that sentinels name. */
class SentinelStoreContractTest extends RedisContract {
  SentinelStoreContractTest() {
    super(SharedServers.sentinels().uri(), "", List.of(SharedServers.sentinels().master()));
  }
}
