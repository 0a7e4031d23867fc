package dev.jaycache.testkit.outage;

import dev.jaycache.store.Changes;
import dev.jaycache.store.InvalidationBus;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.Tracking;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A bus that notes what it is given, and fails as a test says. For one thread. */
final class WeakBus implements InvalidationBus {
  private final List<String> told = new ArrayList<>();
  private Runnable meanwhile = () -> {};
  private boolean failing;

  void failing(boolean fails) {
    failing = fails;
  }

  /** Runs something once, before what is told next is noted or fails. */
  void meanwhile(Runnable once) {
    meanwhile = once;
  }

  /** What was told since this was asked: keys, and {@code *} for all of them. */
  List<String> told() {
    List<String> all = List.copyOf(told);
    told.clear();
    return all;
  }

  @Override
  public void publish(StoreSpace space, List<byte[]> keys) {
    tell(keys.stream().map(key -> new String(key, StandardCharsets.UTF_8)).toList());
  }

  @Override
  public void publishAll(StoreSpace space) {
    tell(List.of("*"));
  }

  private void tell(List<String> names) {
    boolean fails = failing;
    Runnable first = meanwhile;
    meanwhile = () -> {};
    first.run();
    if (fails) {
      throw new StoreException("the bus is down by the test");
    }
    told.addAll(names);
  }

  @Override
  public Tracking track(StoreSpace space, Changes<byte[]> changes, long maxStalenessNanos) {
    throw new UnsupportedOperationException("nobody listens here");
  }

  @Override
  public void close() {}
}
