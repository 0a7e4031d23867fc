package dev.jaycache.memcached;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.testkit.TestClock;

/** The contract on three servers, by the text protocol, with a generation that is remembered. */
class RememberedStoreContractTest extends MemcachedContract {
  RememberedStoreContractTest() {
    super(3, new TextWire(), TestClock.manual());
  }

  @Override
  protected Store<byte[], byte[]> open(StoreSpace space) {
    return super.open(
        new StoreSpace(
            space.namespace(),
            space.cache(),
            ConfigFactory.parseString("generation = 1 h").withFallback(space.settings())));
  }

  @Override
  public int mutations() {
    return Integer.getInteger("jaycache.mutations", 5_000);
  }
}
