package dev.jaycache.testkit.outage;

import dev.jaycache.store.Changes;
import dev.jaycache.store.InvalidationBus;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.Tracking;
import java.util.List;

/** A bus that nobody listens to. Safe for any number of threads. */
final class SilentBus implements InvalidationBus {
  @Override
  public void publish(StoreSpace space, List<byte[]> keys) {}

  @Override
  public void publishAll(StoreSpace space) {}

  @Override
  public Tracking track(StoreSpace space, Changes<byte[]> changes, long maxStalenessNanos) {
    throw new UnsupportedOperationException("nobody listens here");
  }

  @Override
  public void close() {}
}
