package dev.jaycache.testkit.outage;

import dev.jaycache.store.Store;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.outage.Recovery;
import dev.jaycache.store.outage.SuspectStore;
import dev.jaycache.testkit.ReferenceStore;
import dev.jaycache.testkit.StoreContract;
import dev.jaycache.testkit.TestClock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** As long as nothing fails, nothing is different. */
class SuspectStoreContractTest extends StoreContract {
  private final Map<String, ReferenceStore> spaces = new ConcurrentHashMap<>();

  SuspectStoreContractTest() {
    super(TestClock.manual());
  }

  @Override
  protected Store<byte[], byte[]> open(StoreSpace space) {
    ReferenceStore shared =
        spaces.computeIfAbsent(space.cache(), key -> new ReferenceStore(clock()));
    return new SuspectStore(
        new ReferenceStore(shared),
        space.cache(),
        new Recovery(task -> {}),
        () -> {},
        TimeUnit.SECONDS.toNanos(30));
  }
}
