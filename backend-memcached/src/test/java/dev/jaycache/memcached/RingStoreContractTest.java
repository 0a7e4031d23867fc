package dev.jaycache.memcached;

import dev.jaycache.testkit.TestClock;

/** The contract on 3 server(s), by TextWire(), in manual time. */
class RingStoreContractTest extends MemcachedContract {
  RingStoreContractTest() {
    super(3, new TextWire(), TestClock.manual());
  }
}
