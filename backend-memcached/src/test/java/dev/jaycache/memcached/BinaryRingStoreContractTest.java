package dev.jaycache.memcached;

import dev.jaycache.testkit.TestClock;

/** The contract on 3 server(s), by BinaryWire(), in manual time. */
class BinaryRingStoreContractTest extends MemcachedContract {
  BinaryRingStoreContractTest() {
    super(3, new BinaryWire(), TestClock.manual());
  }
}
