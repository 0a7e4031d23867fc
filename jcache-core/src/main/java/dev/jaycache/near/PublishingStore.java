package dev.jaycache.near;

import dev.jaycache.store.Changes;
import dev.jaycache.store.Effect;
import dev.jaycache.store.EntryPages;
import dev.jaycache.store.FilterStore;
import dev.jaycache.store.Held;
import dev.jaycache.store.InvalidationBus;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.Tracking;
import dev.jaycache.store.outage.Recovery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A store whose writes are told on a bus before they return, and that is told of others' by the
 * same bus. Safe for any number of threads.
 *
 * <p>What is told comes after the write: who reads between has the new value, or one that the
 * message ends. It is told, too, where the outcome is unknown, but such a write may still be done
 * later. A write stands whatever becomes of its message, see {@link Publications}.
 */
public final class PublishingStore extends FilterStore<byte[], byte[]> {
  private final StoreSpace space;
  private final InvalidationBus bus;
  private final Publications publications;

  /**
   * In front of a store.
   *
   * @param store where the entries live; closed with this one
   * @param space which cache
   * @param bus shared, and not closed with this
   * @param recovery who tells later what could not be told
   */
  public PublishingStore(
      Store<byte[], byte[]> store, StoreSpace space, InvalidationBus bus, Recovery recovery) {
    super(store);
    this.space = space;
    this.bus = bus;
    this.publications = new Publications(space, bus, recovery);
  }

  @Override
  public Outcome<byte[]> apply(byte[] key, Mutation<byte[]> mutation) {
    if (!mutation.mayChange()) {
      return store.apply(key, mutation);
    }
    Outcome<byte[]> outcome = null;
    try {
      outcome = store.apply(key, mutation);
      return outcome;
    } finally {
      if (mayHaveChanged(outcome)) {
        publications.tell(List.of(key));
      }
    }
  }

  @Override
  public List<Outcome<byte[]>> applyAll(List<Request<byte[], byte[]>> requests) {
    List<? extends @Nullable Outcome<byte[]>> outcomes = null;
    try {
      List<Outcome<byte[]>> all = store.applyAll(requests);
      outcomes = all;
      return all;
    } catch (StoreException e) {
      outcomes = e.outcomes(requests.size());
      throw e;
    } finally {
      publications.tell(changed(requests, outcomes));
    }
  }

  private static List<byte[]> changed(
      List<Request<byte[], byte[]>> requests,
      @Nullable List<? extends @Nullable Outcome<byte[]>> outcomes) {
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      Request<byte[], byte[]> request = requests.get(i);
      if (request.mutation().mayChange()
          && mayHaveChanged(outcomes == null ? null : outcomes.get(i))) {
        keys.add(request.key());
      }
    }
    return keys;
  }

  /** Also where nobody knows, and where an entry that is gone was found gone. */
  private static boolean mayHaveChanged(@Nullable Outcome<byte[]> outcome) {
    return outcome == null
        || outcome.matched()
        || (outcome.effect() != Effect.NONE && outcome.effect() != Effect.REFUSED);
  }

  @Override
  public Outcome<byte[]> readWhole(byte[] key) {
    return store.readWhole(key);
  }

  @Override
  public List<Outcome<byte[]>> readAllWhole(List<byte[]> keys) {
    return store.readAllWhole(keys);
  }

  @Override
  public List<Outcome<byte[]>> readAllChanged(List<Held<byte[]>> wanted) {
    return store.readAllChanged(wanted);
  }

  /** What gives entries another expiry goes by {@link #applyAll}, and is told. */
  @Override
  public EntryPages<byte[], byte[]> entries(Mutation<byte[]> read) {
    return read.mayChange() ? EntryPages.of(keys(), this, read) : store.entries(read);
  }

  @Override
  public void clear() {
    try {
      store.clear();
    } finally {
      publications.tellAll();
    }
  }

  @Override
  public Tracking track(Changes<byte[]> changes, long maxStalenessNanos) {
    return bus.track(space, changes, maxStalenessNanos);
  }

  @Override
  public void settle() {
    publications.settle();
    super.settle();
  }

  /** Those of the store, and those of {@link Publications#counters}. */
  @Override
  public Map<String, Long> counters() {
    Map<String, Long> all = new HashMap<>(super.counters());
    all.putAll(publications.counters());
    return all;
  }

  @Override
  public void close() {
    publications.close();
    super.close();
  }
}
