package dev.jaycache.redis;

import dev.jaycache.testkit.server.Flavor;

/** The contract over Redis, by RESP2. */
class RedisStoreContractTest extends RedisContract {
  RedisStoreContractTest() {
    super(Flavor.REDIS, "");
  }
}
