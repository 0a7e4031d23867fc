package dev.jaycache.memcached;

import dev.jaycache.testkit.TestClock;

/** The contract on 1 server(s), by TextWire(), in manual time. */
class TextStoreContractTest extends MemcachedContract {
  TextStoreContractTest() {
    super(1, new TextWire(), TestClock.manual());
  }
}
