package dev.jaycache.engine;

import dev.jaycache.engine.Decisions.Call;
import dev.jaycache.event.EventPublisher;
import dev.jaycache.integration.ReadThrough;
import dev.jaycache.operation.Operation;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.StoredEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import javax.cache.event.CacheEntryListenerException;
import org.jspecify.annotations.Nullable;

/**
 * Fills a cache from its loader (JSR-107, 10.1). Safe for any number of threads. A fill never
 * overwrites an entry that came in between; of several callers in this process who miss the same
 * key one loads, and under {@code load = once} of all processes. {@link EarlyRefresh} says when an
 * entry is loaded anew before it expires.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class LoadRunner<K, V> {
  private static final int STRIPES = 64;

  private final Engine<K, V> engine;
  private final OperationRunner<K, V> runner;
  private final BulkRunner<K, V> bulk;
  private final LongSupplier nanos;

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
    this(engine, runner, bulk, System::nanoTime);
  }

  /**
   * The same by another clock.
   *
   * @param nanos for how long callers wait, as {@link System#nanoTime()}
   */
  LoadRunner(
      Engine<K, V> engine,
      OperationRunner<K, V> runner,
      BulkRunner<K, V> bulk,
      LongSupplier nanos) {
    this.engine = engine;
    this.runner = runner;
    this.bulk = bulk;
    this.nanos = nanos;
  }

  /** A value that was loaded, or that somebody stored meanwhile, and whom that is to be told. */
  private record Filled<V>(V value, EventPublisher.Delivery delivery) {}

  /** The value of a key; a missing one is loaded where the cache reads through. */
  public @Nullable V get(K key) {
    // Who loads early has to be told when the entry expires.
    V near = engine.integration().early() == null ? runner.near(key) : null;
    return near == null ? find(key) : near;
  }

  private @Nullable V find(K key) {
    ReadThrough<K, V> loader = engine.readThrough();
    if (loader == null) {
      return runner.run(Operation.GET, key, null, null).previousValue();
    }
    long before = ended.get(stripe(key));
    Outcome<V> outcome = runner.run(Operation.GET, key, null, null);
    StoredEntry<V> entry = outcome.previous();
    if (entry == null) {
      return load(loader, key, before, patience());
    }
    EarlyRefresh<K> early = engine.integration().early();
    // What this read gave another expiry, or ended, is not about to expire as it was told.
    if (early != null
        && outcome.effect() == Effect.NONE
        && early.isDue(entry)
        && early.mayBegin(key)) {
      // It outlives this call, after which the caller may change the object.
      K own = engine.events().detachedKey(key);
      early.begin(own, () -> refresh(loader, own, entry));
    }
    return entry.value();
  }

  /** How long a call waits for others' loads. */
  private Deadline patience() {
    return Deadline.after(engine.settings().retryMillis(), nanos);
  }

  private int stripe(K key) {
    return Math.floorMod(key.hashCode(), STRIPES);
  }

  /** Asks the loader, and takes the time where that decides what is loaded early. */
  private @Nullable V ask(ReadThrough<K, V> loader, K key) {
    EarlyRefresh<K> early = engine.integration().early();
    return early == null ? loader.load(key) : early.timed(() -> loader.load(key));
  }

  /**
   * Replaces an entry by what is loaded, if it is still the one that was seen: what was written or
   * removed meanwhile is newer. So it is where the entry is past its expiry by then: it may have
   * been removed before, and whoever missed it since waits for this turn and loads by itself.
   */
  private void refresh(ReadThrough<K, V> loader, K key, StoredEntry<V> seen) {
    KeyLocks<K>.Turn turn = engine.locks().tryTake(key);
    if (turn == null) {
      return;
    }
    OperationRunner.Ran<V> ran;
    try (turn;
        LoadLease<K, V> lease = new LoadLease<>(engine, key, turn)) {
      StoredEntry<V> now = lease.tryTake();
      if (now == null || now.version() != seen.version()) {
        return;
      }
      V loaded = ask(loader, key);
      if (loaded == null) {
        // Its source has none any more; it stays until it expires, as without a refresh.
        return;
      }
      Call<V> call = runner.call(Operation.REFRESH, loaded, null).withLease(lease.withWrite());
      ran = runner.runInTurn(key, call, now);
      lease.written(ran.outcome());
      ended.incrementAndGet(stripe(key));
    }
    ran.delivery().complete();
  }

  private @Nullable V load(ReadThrough<K, V> loader, K key, long before, Deadline deadline) {
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
      return load(loader, key, before, same, deadline);
    } finally {
      seekers.compute(key, (sameKey, others) -> --same.callers == 0 ? null : others);
    }
  }

  private @Nullable V load(
      ReadThrough<K, V> loader, K key, long before, Seekers same, Deadline deadline) {
    Filled<V> filled;
    int stripe = stripe(key);
    int fruitless = same.fruitless;
    try (KeyLocks<K>.Turn turn = engine.locks().take(key, deadline);
        LoadLease<K, V> lease = new LoadLease<>(engine, key, turn)) {
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
      StoredEntry<V> theirs = lease.await(deadline);
      if (theirs != null) {
        ended.incrementAndGet(stripe);
        return theirs.value();
      }
      filled = deadline.uncounted(() -> askAndStore(loader, key, same, lease));
    }
    if (filled == null) {
      return null;
    }
    EventPublisher.Delivery delivery = filled.delivery();
    deadline.uncounted(
        () -> {
          delivery.complete();
          return null;
        });
    return filled.value();
  }

  /** Loads for a caller who has the turn; null where the loader knows nothing. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // whoever has the turn is alone
  private @Nullable Filled<V> askAndStore(
      ReadThrough<K, V> loader, K key, Seekers same, LoadLease<K, V> lease) {
    V loaded = ask(loader, key);
    if (loaded == null) {
      same.fruitless++;
      return null;
    }
    Call<V> call = runner.call(Operation.LOAD, loaded, null).withLease(lease.withWrite());
    OperationRunner.Ran<V> ran = runner.runInTurn(key, call);
    lease.written(ran.outcome());
    ended.incrementAndGet(stripe(key));
    // Somebody stored a value meanwhile; theirs is newer than what was loaded.
    V theirs = ran.outcome().previousValue();
    return new Filled<>(theirs == null ? loaded : theirs, ran.delivery());
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
      fill(loader, missing, found);
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
    if (wanted.isEmpty()) {
      return;
    }
    if (replace) {
      bulk.run(Operation.LOAD_REPLACE, loader.loadAll(wanted), (key, outcome) -> {});
    } else {
      fill(loader, wanted, new HashMap<>());
    }
  }

  /** Loads missing keys and stores them where there is still nothing. */
  private void fill(ReadThrough<K, V> loader, List<K> missing, Map<K, V> found) {
    if (!engine.settings().loads().once()) {
      Map<K, V> loaded = loader.loadAll(missing);
      bulk.run(Operation.LOAD, loaded, (key, outcome) -> settle(key, outcome, loaded, found));
      return;
    }
    fillOnce(loader, missing, found);
  }

  /**
   * Loads what nobody else loads, in one call, and waits for the rest: for one key, after which it
   * looks at all again, since who loaded that one has mostly loaded others with it. While that
   * brings nothing, it waits for twice as many before it looks again. Of the deadline only waiting
   * counts, not what it loads itself.
   */
  private void fillOnce(ReadThrough<K, V> loader, List<K> missing, Map<K, V> found) {
    Deadline deadline = patience();
    CacheEntryListenerException thrown = null;
    List<K> left = missing;
    int alone = 1;
    try {
      while (!left.isEmpty()) {
        List<K> wanted = left;
        List<K> others = new ArrayList<>();
        try {
          // Nobody is waited for here.
          deadline.uncounted(() -> loadFree(loader, wanted, found, others));
        } catch (CacheEntryListenerException e) {
          thrown = together(thrown, e);
        }
        alone = others.size() < left.size() ? 1 : 2 * alone;
        int count = Math.min(alone, others.size());
        for (K key : others.subList(0, count)) {
          try {
            // Whoever loaded it may be done: so look first.
            V value = load(loader, key, ended.get(stripe(key)) - 1, deadline);
            if (value != null) {
              found.put(key, value);
            }
          } catch (CacheEntryListenerException e) {
            thrown = together(thrown, e);
          }
        }
        left = others.subList(count, others.size());
      }
    } catch (RuntimeException e) {
      if (thrown != null) {
        e.addSuppressed(thrown);
      }
      throw e;
    }
    if (thrown != null) {
      throw thrown;
    }
  }

  /**
   * Loads what nobody else loads.
   *
   * @param others gets the rest
   */
  private @Nullable Void loadFree(
      ReadThrough<K, V> loader, List<K> missing, Map<K, V> found, List<K> others) {
    try (BulkLoad<K, V> round = new BulkLoad<>(engine, runner, bulk)) {
      round.take(missing, found);
      if (!round.mine().isEmpty()) {
        loadMine(loader, round, found);
      }
      others.addAll(round.others());
    }
    return null;
  }

  private void loadMine(ReadThrough<K, V> loader, BulkLoad<K, V> round, Map<K, V> found) {
    Map<K, V> loaded = loader.loadAll(round.mine());
    round.fill(
        loaded,
        (key, outcome) -> {
          ended.incrementAndGet(stripe(key));
          settle(key, outcome, loaded, found);
        });
    round.mine().stream().filter(key -> !loaded.containsKey(key)).forEach(this::tellFruitless);
  }

  /** Who waits for the turn at a key need not ask the loader once more. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // whoever has the turn is alone
  private void tellFruitless(K key) {
    Seekers waiting = seekers.get(key);
    if (waiting != null) {
      waiting.fruitless++;
    }
  }

  /** All that listeners threw. */
  private static CacheEntryListenerException together(
      @Nullable CacheEntryListenerException first, CacheEntryListenerException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  /** Somebody may have stored a value meanwhile; theirs is newer than what was loaded. */
  private void settle(K key, Outcome<V> outcome, Map<K, V> loaded, Map<K, V> found) {
    V theirs = outcome.matched() ? null : outcome.previousValue();
    V value = theirs == null ? loaded.get(key) : theirs;
    if (value != null) {
      found.put(key, value);
    }
  }
}
