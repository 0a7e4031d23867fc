package dev.jaycache.memcached;

import dev.jaycache.testkit.TestClock;

/** The contract on 1 server(s), by BinaryWire(), in manual time. */
class BinaryStoreContractTest extends MemcachedContract {
  BinaryStoreContractTest() {
    super(1, new BinaryWire(), TestClock.manual());
  }
}
