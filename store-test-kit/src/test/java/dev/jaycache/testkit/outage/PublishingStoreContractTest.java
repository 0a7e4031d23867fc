package dev.jaycache.testkit.outage;

import dev.jaycache.near.PublishingStore;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.outage.Recovery;
import dev.jaycache.testkit.ReferenceStore;
import dev.jaycache.testkit.StoreContract;
import dev.jaycache.testkit.TestClock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is told on a bus makes no difference to the store. */
class PublishingStoreContractTest extends StoreContract {
  private final Map<String, ReferenceStore> spaces = new ConcurrentHashMap<>();

  PublishingStoreContractTest() {
    super(TestClock.manual());
  }

  @Override
  protected Store<byte[], byte[]> open(StoreSpace space) {
    ReferenceStore shared =
        spaces.computeIfAbsent(space.cache(), key -> new ReferenceStore(clock()));
    return new PublishingStore(
        new ReferenceStore(shared), space, new SilentBus(), new Recovery(task -> {}));
  }
}
