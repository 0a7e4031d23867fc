package dev.jaycache.engine;

import dev.jaycache.integration.ReadThrough;
import dev.jaycache.operation.Operation;
import dev.jaycache.store.StoredEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Fills a cache from its loader (JSR-107, 10.1). Safe for any number of threads. A fill never
 * overwrites an entry that came in between; of several callers in this process who miss the same
 * key one loads.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class LoadRunner<K, V> {
  private static final int STRIPES = 64;

  private final Engine<K, V> engine;
  private final OperationRunner<K, V> runner;
  private final BulkRunner<K, V> bulk;

  /**
   * How many loads have ended, by stripe of keys; tells a caller who waited whether to look again.
   */
  private final AtomicLongArray ended = new AtomicLongArray(STRIPES);

  private final ConcurrentHashMap<K, Seekers> seekers = new ConcurrentHashMap<>();

  /** The callers who miss a key at the same time. */
  private static final class Seekers {
    private int callers = 1;

    /** How many loads found nothing; changed by whoever has the turn at the key. */
    private volatile int fruitless;
  }

  /** Loads beside the other operations of a cache. */
  public LoadRunner(Engine<K, V> engine, OperationRunner<K, V> runner, BulkRunner<K, V> bulk) {
    this.engine = engine;
    this.runner = runner;
    this.bulk = bulk;
  }

  /** The value of a key; a missing one is loaded where the cache reads through. */
  public @Nullable V get(K key) {
    ReadThrough<K, V> loader = engine.readThrough();
    if (loader == null) {
      return runner.run(Operation.GET, key, null, null).previousValue();
    }
    int stripe = Math.floorMod(key.hashCode(), STRIPES);
    long before = ended.get(stripe);
    V value = runner.run(Operation.GET, key, null, null).previousValue();
    return value == null ? load(loader, key, stripe, before) : value;
  }

  private @Nullable V load(ReadThrough<K, V> loader, K key, int stripe, long before) {
    Seekers same =
        seekers.compute(
            key,
            (sameKey, others) -> {
              if (others == null) {
                return new Seekers();
              }
              others.callers++;
              return others;
            });
    try {
      return load(loader, key, stripe, before, same);
    } finally {
      seekers.compute(key, (sameKey, others) -> --same.callers == 0 ? null : others);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // whoever has the turn is alone
  private @Nullable V load(ReadThrough<K, V> loader, K key, int stripe, long before, Seekers same) {
    OperationRunner.Ran<V> ran;
    V loaded;
    int fruitless = same.fruitless;
    try (KeyLocks<K>.Turn turn = engine.locks().take(key)) {
      if (ended.get(stripe) != before) {
        StoredEntry<V> found = runner.look(key);
        if (found != null) {
          return found.value();
        }
      }
      if (same.fruitless != fruitless) {
        // A load that this caller waited for found nothing.
        return null;
      }
      loaded = loader.load(key);
      if (loaded == null) {
        same.fruitless++;
        return null;
      }
      ran = runner.runInTurn(Operation.LOAD, key, loaded, null);
      ended.incrementAndGet(stripe);
    }
    ran.delivery().complete();
    // Somebody stored a value meanwhile; theirs is newer than what was loaded.
    V theirs = ran.outcome().previousValue();
    return theirs == null ? loaded : theirs;
  }

  /** The values of keys; missing ones are loaded where the cache reads through. */
  public void getAll(Collection<? extends K> keys, Map<K, V> found) {
    List<K> missing = new ArrayList<>();
    bulk.run(
        Operation.GET,
        keys,
        (key, outcome) -> {
          V value = outcome.previousValue();
          if (value == null) {
            missing.add(key);
          } else {
            found.put(key, value);
          }
        });
    ReadThrough<K, V> loader = engine.readThrough();
    if (loader != null && !missing.isEmpty()) {
      fill(loader, missing, Operation.LOAD, found);
    }
  }

  /** Loads keys whether the cache reads through or not; existing ones only to replace them. */
  public void loadAll(ReadThrough<K, V> loader, Collection<? extends K> keys, boolean replace) {
    List<K> wanted = new ArrayList<>();
    if (replace) {
      keys.forEach(wanted::add);
    } else {
      // A copy may be of an entry that is gone, and what is not loaded now stays missing.
      bulk.deciding()
          .run(
              Operation.CONTAINS_KEY,
              keys,
              (key, outcome) -> {
                if (!outcome.existed()) {
                  wanted.add(key);
                }
              });
    }
    if (!wanted.isEmpty()) {
      fill(loader, wanted, replace ? Operation.LOAD_REPLACE : Operation.LOAD, new HashMap<>());
    }
  }

  private void fill(ReadThrough<K, V> loader, List<K> keys, Operation operation, Map<K, V> found) {
    Map<K, V> loaded = loader.loadAll(keys);
    bulk.run(
        operation,
        loaded,
        (key, outcome) -> {
          V theirs = outcome.matched() ? null : outcome.previousValue();
          V value = theirs == null ? loaded.get(key) : theirs;
          if (value != null) {
            found.put(key, value);
          }
        });
  }
}
