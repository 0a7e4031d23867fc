package dev.jaycache.testkit.outage;

import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Store;
import java.util.concurrent.atomic.AtomicBoolean;

/** A store that lets others act once, after it did something and before its caller knows. */
final class BetweenStore implements Store<byte[], byte[]> {
  private final Store<byte[], byte[]> store;
  private final Runnable others;
  private final AtomicBoolean done = new AtomicBoolean();

  BetweenStore(Store<byte[], byte[]> store, Runnable others) {
    this.store = store;
    this.others = others;
  }

  @Override
  public Outcome<byte[]> apply(byte[] key, Mutation<byte[]> mutation) {
    Outcome<byte[]> outcome = store.apply(key, mutation);
    if (done.compareAndSet(false, true)) {
      others.run();
    }
    return outcome;
  }

  @Override
  public KeyPages<byte[]> keys() {
    return store.keys();
  }

  @Override
  public void clear() {
    store.clear();
  }

  @Override
  public void close() {
    store.close();
  }
}
