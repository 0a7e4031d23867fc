package dev.jaycache.engine;

import dev.jaycache.engine.BulkRunner.Item;
import dev.jaycache.event.EventPublisher;
import dev.jaycache.operation.Operation;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.cache.event.CacheEntryListenerException;
import org.jspecify.annotations.Nullable;

/**
 * One bulk of loads under {@code load = once}: it loads the keys that nobody else is loading, and
 * leaves the others alone. For one thread. It waits for nobody while it has a turn or a lease, so
 * that bulks that share keys can't wait for each other in a ring.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class BulkLoad<K, V> implements AutoCloseable {
  private final Engine<K, V> engine;
  private final OperationRunner<K, V> runner;
  private final BulkRunner<K, V> bulk;
  private final long token = Stamps.next();
  private final List<KeyLocks<K>.@Nullable Turn> turns = new ArrayList<>();

  /**
   * The keys whose leases this bulk has, or may have, and their turns, which know of it while it is
   * so.
   */
  private final Map<K, KeyLocks<K>.Turn> leased = new LinkedHashMap<>();

  private final List<K> mine = new ArrayList<>();
  private final List<K> others = new ArrayList<>();
  private final List<EventPublisher.Delivery> deliveries = new ArrayList<>();

  /** A bulk that has nothing yet. */
  BulkLoad(Engine<K, V> engine, OperationRunner<K, V> runner, BulkRunner<K, V> bulk) {
    this.engine = engine;
    this.runner = runner;
    this.bulk = bulk;
  }

  /** The keys that this bulk has to load. */
  List<K> mine() {
    return mine;
  }

  /** The keys that somebody else loads, here or in another process. */
  List<K> others() {
    return others;
  }

  /**
   * Takes what is free of keys that were missing.
   *
   * @param found gets the values of those that somebody stored meanwhile
   */
  void take(Collection<K> keys, Map<K, V> found) {
    List<K> free = new ArrayList<>();
    for (K key : keys) {
      KeyLocks<K>.Turn turn = engine.locks().tryTake(key);
      if (turn == null) {
        others.add(key);
      } else {
        turns.add(turn);
        free.add(key);
      }
    }
    Mutation<V> read = Mutation.read();
    if (engine.loadsUnderLease()) {
      read = read.withLease(Lease.take(token, engine.settings().loads().leaseMillis()));
    }
    int size = engine.settings().bulkSize();
    for (int from = 0; from < free.size(); from += size) {
      int to = Math.min(free.size(), from + size);
      take(free.subList(from, to), turns.subList(from, to), read, found);
    }
  }

  private void take(
      List<K> keys, List<KeyLocks<K>.@Nullable Turn> own, Mutation<V> read, Map<K, V> found) {
    List<? extends @Nullable Outcome<V>> outcomes;
    StoreException failure = null;
    try {
      outcomes = bulk.apply(keys, read);
    } catch (StoreException e) {
      outcomes = e.outcomes(keys.size());
      failure = e;
    }
    // All of them first: what is thrown below must not leave any behind.
    for (int i = 0; i < keys.size(); i++) {
      Outcome<V> outcome = outcomes.get(i);
      KeyLocks<K>.Turn turn = own.get(i);
      // Where nothing is known the lease may be taken.
      boolean free = outcome == null || outcome.effect() != Effect.REFUSED;
      if (engine.loadsUnderLease() && turn != null && free) {
        turn.leaseToken = token;
        leased.put(keys.get(i), turn);
      }
    }
    List<K> there = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      K key = keys.get(i);
      Outcome<V> outcome = outcomes.get(i);
      if (outcome == null && failure != null) {
        outcome = engine.failures().instead(Operation.GET, key, failure);
      }
      V value = outcome == null ? null : outcome.previousValue();
      if (value != null) {
        found.put(key, value);
        there.add(key);
        places.add(i);
      } else if (outcome != null && outcome.effect() == Effect.REFUSED) {
        others.add(key);
      } else {
        mine.add(key);
      }
    }
    // Nobody has to wait for what is there already, here or elsewhere.
    release(there);
    places.forEach(place -> leave(own.subList(place, place + 1)));
  }

  /** Stores what was loaded, where there is still nothing, and gives those leases back. */
  void fill(Map<K, V> loaded, BulkRunner.Results<K, V> results) {
    Lease back = engine.loadsUnderLease() ? Lease.giveBack(token) : Lease.NONE;
    List<Item<K, V>> items = new ArrayList<>(loaded.size());
    loaded.forEach(
        (key, value) ->
            items.add(
                new Item<>(
                    key,
                    runner
                        .call(Operation.LOAD, value, null)
                        .withLease(holds(key) ? back : Lease.NONE))));
    bulk.execute(
        Operation.LOAD,
        items,
        (item, outcome) -> {
          deliveries.add(runner.events(item.key(), item.call(), outcome));
          if (outcome.effect() != Effect.STILLBORN) {
            forget(item.key());
          }
          results.accept(item.key(), outcome);
        });
  }

  /** An operation of the loader at its own key may have used the lease, and given it back. */
  private boolean holds(K key) {
    KeyLocks<K>.Turn turn = leased.get(key);
    return turn != null && turn.leaseToken == token;
  }

  private void forget(K key) {
    KeyLocks<K>.Turn turn = leased.remove(key);
    if (turn != null && turn.leaseToken == token) {
      turn.leaseToken = 0;
    }
  }

  /** Gives back what is left, leases and turns; then the listeners are told. */
  @Override
  public void close() {
    try {
      release(List.copyOf(leased.keySet()));
    } finally {
      leave(turns);
    }
    CacheEntryListenerException thrown = null;
    for (EventPublisher.Delivery delivery : deliveries) {
      try {
        delivery.complete();
      } catch (CacheEntryListenerException e) {
        if (thrown == null) {
          thrown = e;
        } else {
          thrown.addSuppressed(e);
        }
      }
    }
    if (thrown != null) {
      throw thrown;
    }
  }

  /** Gives turns up, each once. */
  private void leave(List<KeyLocks<K>.@Nullable Turn> some) {
    for (int i = 0; i < some.size(); i++) {
      KeyLocks<K>.Turn turn = some.set(i, null);
      if (turn != null) {
        turn.close();
      }
    }
  }

  private void release(List<K> keys) {
    List<K> left = keys.stream().filter(this::holds).toList();
    keys.forEach(this::forget);
    Mutation<V> release = LeaseTurn.release(token);
    int size = engine.settings().bulkSize();
    for (int from = 0; from < left.size(); from += size) {
      try {
        bulk.apply(left.subList(from, Math.min(left.size(), from + size)), release);
      } catch (StoreException | IllegalStateException e) {
        // What was to be loaded is known by now, be the cache closed or not. These leases end by
        // themselves; the others may be within reach.
      }
    }
  }
}
