package dev.jaycache.redis;

import dev.jaycache.testkit.server.SharedServers;

/** The contract over a cluster that is found without a setting, by RESP2. */
class ClusterStoreContractTest extends RedisContract {
  ClusterStoreContractTest() {
    super(SharedServers.cluster().uri(), "", SharedServers.cluster().nodes().subList(0, 3));
  }
}
