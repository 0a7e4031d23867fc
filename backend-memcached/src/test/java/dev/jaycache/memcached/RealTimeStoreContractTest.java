package dev.jaycache.memcached;

import dev.jaycache.testkit.TestClock;

/** The contract on 1 server(s), by TextWire(), in real time. */
class RealTimeStoreContractTest extends MemcachedContract {
  RealTimeStoreContractTest() {
    super(1, new TextWire(), TestClock.real());
  }

  @Override
  public int mutations() {
    return Integer.getInteger("jaycache.mutations", 20_000);
  }
}
