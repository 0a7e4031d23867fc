package dev.jaycache.redis;

import dev.jaycache.testkit.server.Flavor;

/** The contract over Valkey, by RESP3. */
class ValkeyStoreContractTest extends RedisContract {
  ValkeyStoreContractTest() {
    super(Flavor.VALKEY, "redis.protocol = resp3");
  }
}
