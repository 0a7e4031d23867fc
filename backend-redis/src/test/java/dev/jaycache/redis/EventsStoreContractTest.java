package dev.jaycache.redis;

import com.typesafe.config.ConfigFactory;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.testkit.server.Flavor;

/** The contract where every change is announced, and so goes by the script. */
class EventsStoreContractTest extends RedisContract {
  EventsStoreContractTest() {
    super(Flavor.REDIS, "");
  }

  @Override
  protected Store<byte[], byte[]> open(StoreSpace space) {
    return super.open(
        new StoreSpace(
            space.namespace(), space.cache(), ConfigFactory.parseString("events = cluster")));
  }
}
