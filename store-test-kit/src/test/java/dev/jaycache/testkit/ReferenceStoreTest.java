package dev.jaycache.testkit;

import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import java.util.HashMap;
import java.util.Map;

/** The contract on the reference itself: what it is compared with here is written by hand. */
class ReferenceStoreTest extends StoreContract {
  private final Map<String, ReferenceStore> stores = new HashMap<>();

  ReferenceStoreTest() {
    super(TestClock.manual());
  }

  @Override
  protected Store<byte[], byte[]> open(StoreSpace space) {
    return new ReferenceStore(
        stores.computeIfAbsent(space.cache(), name -> new ReferenceStore(clock())));
  }
}
