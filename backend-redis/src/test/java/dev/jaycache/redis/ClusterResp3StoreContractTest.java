package dev.jaycache.redis;

import dev.jaycache.testkit.server.SharedServers;

/** The contract over a cluster that is said to be one, by RESP3. */
class ClusterResp3StoreContractTest extends RedisContract {
  ClusterResp3StoreContractTest() {
    super(
        SharedServers.cluster().uri().replace("redis:", "redis+cluster:"),
        "redis.protocol = resp3",
        SharedServers.cluster().nodes().subList(0, 3));
  }
}
