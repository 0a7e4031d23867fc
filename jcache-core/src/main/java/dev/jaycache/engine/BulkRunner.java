package dev.jaycache.engine;

import dev.jaycache.engine.Decisions.Call;
import dev.jaycache.engine.Decisions.Decision;
import dev.jaycache.event.EventPublisher;
import dev.jaycache.operation.Operation;
import dev.jaycache.operation.Planner.Plan;
import dev.jaycache.store.Effect;
import dev.jaycache.store.EntryPages;
import dev.jaycache.store.KeyedEntry;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The one template of an operation on many keys: as {@link OperationRunner}, with one writer call
 * and few round trips for all. Safe for any number of threads. A bulk is not atomic as a whole.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class BulkRunner<K, V> {
  private final Engine<K, V> engine;
  private final Store<K, V> store;
  private final OperationRunner<K, V> runner;

  /** Whether what only reads takes what is near. */
  private final boolean near;

  /** Runs bulks beside the single operations of a cache. */
  public BulkRunner(Engine<K, V> engine, OperationRunner<K, V> runner) {
    this(engine, runner, true);
  }

  private BulkRunner(Engine<K, V> engine, OperationRunner<K, V> runner, boolean near) {
    this.engine = engine;
    this.store = engine.store();
    this.runner = runner;
    this.near = near;
  }

  /** The same for who decides by what is read, and so has to know how it is. */
  BulkRunner<K, V> deciding() {
    return new BulkRunner<>(engine, runner, false);
  }

  /** An operation on one of the keys. */
  record Item<K, V>(K key, Call<V> call) {}

  /**
   * What became of the keys of one trip.
   *
   * @param outcomes one for each key; null where nothing is known
   * @param failure why that is so, null where everything went well
   * @param <V> the type of values
   */
  private record Trip<V>(
      List<? extends @Nullable Outcome<V>> outcomes, @Nullable CacheException failure) {}

  /**
   * Who is told what became of each key.
   *
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  public interface Results<K, V> {
    /** Takes the outcome of a key. */
    void accept(K key, Outcome<V> outcome);
  }

  /** Runs an operation without value on many keys. */
  public void run(
      Operation operation, Collection<? extends K> keys, Results<? super K, V> results) {
    List<Item<K, V>> items = new ArrayList<>(keys.size());
    Call<V> call = runner.call(operation, null, null);
    for (K key : keys) {
      items.add(new Item<>(key, call));
    }
    run(operation, items, (item, outcome) -> results.accept(item.key(), outcome));
  }

  /**
   * What an iterator read ahead.
   *
   * @param entries those that are there
   * @param nanosEach how long that took for each entry, in ns; 0 where nothing is counted
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  public record Page<K, V>(List<KeyedEntry<K, V>> entries, long nanosEach) {}

  /**
   * The entries for an iterator, touched where that can be done ahead. Nothing is counted: {@link
   * OperationRunner#given} does that for those that are given.
   */
  public EntryPages<K, V> entries() {
    return engine
        .failures()
        .until(
            store.entries(
                runner.touchesAhead()
                    ? runner.decisions().direct(runner.call(Operation.GET, null, null))
                    : runner.decisions().read()));
  }

  /** The next page. */
  public Page<K, V> readAhead(EntryPages<K, V> pages) {
    long start = engine.statistics().start();
    List<KeyedEntry<K, V>> entries = pages.next();
    boolean counts = start != 0 && !entries.isEmpty();
    return new Page<>(entries, counts ? (System.nanoTime() - start) / entries.size() : 0);
  }

  /** Sends the same mutation for all keys; nothing is counted. */
  List<Outcome<V>> apply(List<K> keys, Mutation<V> mutation) {
    List<Request<K, V>> requests = new ArrayList<>(keys.size());
    keys.forEach(key -> requests.add(new Request<>(key, mutation)));
    return store.applyAll(requests);
  }

  /** Runs an operation with a value for each key. */
  public void run(
      Operation operation, Map<? extends K, ? extends V> values, Results<? super K, V> results) {
    List<Item<K, V>> items = new ArrayList<>(values.size());
    values.forEach((key, value) -> items.add(new Item<>(key, runner.call(operation, value, null))));
    run(operation, items, (item, outcome) -> results.accept(item.key(), outcome));
  }

  private void run(Operation operation, List<Item<K, V>> items, Results<Item<K, V>, V> results) {
    if (!runner.isQueued(operation)) {
      execute(operation, items, results);
      return;
    }
    BulkFailures<K, V> failures = new BulkFailures<>();
    List<Item<K, V>> left = items;
    while (!left.isEmpty()) {
      left = runFree(operation, left, results, failures);
    }
    failures.rethrow();
  }

  /**
   * Runs the items whose keys are free and gives back the others. It waits for a key only while it
   * holds none, so that bulks that share keys can't wait for each other in a ring.
   */
  private List<Item<K, V>> runFree(
      Operation operation,
      List<Item<K, V>> items,
      Results<Item<K, V>, V> results,
      BulkFailures<K, V> failures) {
    List<Item<K, V>> busy = new ArrayList<>();
    List<Item<K, V>> mine = new ArrayList<>();
    List<KeyLocks<K>.Turn> turns = new ArrayList<>();
    List<EventPublisher.Delivery> deliveries = new ArrayList<>();
    try {
      for (Item<K, V> item : items) {
        KeyLocks<K>.Turn turn = engine.locks().tryTake(item.key());
        if (turn == null) {
          busy.add(item);
        } else {
          turns.add(turn);
          mine.add(item);
        }
      }
      if (mine.isEmpty()) {
        Item<K, V> first = busy.remove(0);
        turns.add(engine.locks().take(first.key()));
        mine.add(first);
      }
      execute(
          operation,
          failures.write(engine.writer(), operation, mine),
          (item, outcome) -> {
            deliveries.add(runner.events(item.key(), item.call(), outcome));
            results.accept(item, outcome);
          });
    } catch (CacheException e) {
      // What was done has its events first.
      failures.ofStore(e);
    } finally {
      turns.forEach(KeyLocks.Turn::close);
    }
    deliveries.forEach(failures::deliver);
    return failures.isFinal() ? List.of() : busy;
  }

  /** Runs them for a caller who has the turns that are needed, and delivers the events. */
  void execute(Operation operation, List<Item<K, V>> items, Results<Item<K, V>, V> results) {
    int size = engine.settings().bulkSize();
    for (int from = 0; from < items.size(); from += size) {
      List<Item<K, V>> part = items.subList(from, Math.min(items.size(), from + size));
      long start = engine.statistics().start();
      Trip<V> trip = runner.plan(operation) == Plan.DIRECT ? direct(part) : readDecideWrite(part);
      long share = start == 0 ? 0 : (System.nanoTime() - start) / part.size();
      CacheException failure = trip.failure();
      boolean goesOn = failure == null || engine.failures().tolerates(operation, failure);
      for (int i = 0; i < part.size(); i++) {
        Outcome<V> outcome = trip.outcomes().get(i);
        if (outcome == null && failure != null && goesOn) {
          outcome = engine.failures().instead(operation, part.get(i).key(), failure);
        }
        if (outcome != null) {
          engine.statistics().record(operation, outcome, share);
          results.accept(part.get(i), outcome);
        }
      }
      if (failure != null && !goesOn) {
        throw failure;
      }
    }
  }

  private Trip<V> direct(List<Item<K, V>> items) {
    List<Request<K, V>> requests = new ArrayList<>(items.size());
    Call<V> last = null;
    Mutation<V> mutation = null;
    for (Item<K, V> item : items) {
      if (mutation == null || item.call() != last) {
        last = item.call();
        mutation = runner.decisions().direct(last);
      }
      requests.add(new Request<>(item.key(), mutation));
    }
    Operation operation = items.get(0).call().operation();
    return send(operation, requests, near && !operation.isMutating());
  }

  /**
   * Sends mutations.
   *
   * @param reads whether they only read, for one who takes what is near
   */
  private Trip<V> send(Operation operation, List<Request<K, V>> requests, boolean reads) {
    Trip<V> sent = trip(requests, reads);
    return reads ? sent : again(operation, requests, sent);
  }

  private Trip<V> trip(List<Request<K, V>> requests, boolean reads) {
    try {
      List<Outcome<V>> outcomes = reads ? store.readAllNear(requests) : store.applyAll(requests);
      return new Trip<>(outcomes, null);
    } catch (StoreException e) {
      return new Trip<>(e.outcomes(requests.size()), e);
    }
  }

  /** Those who lost a lease meanwhile go on without, as single operations do. */
  private Trip<V> again(Operation operation, List<Request<K, V>> requests, Trip<V> sent) {
    List<Request<K, V>> refused = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      Outcome<V> outcome = sent.outcomes().get(i);
      if (outcome != null && outcome.effect() == Effect.REFUSED) {
        Request<K, V> request = requests.get(i);
        refused.add(new Request<>(request.key(), request.mutation().withLease(Lease.NONE)));
        places.add(i);
      }
    }
    if (refused.isEmpty()) {
      return sent;
    }
    Trip<V> second = trip(refused, false);
    List<@Nullable Outcome<V>> outcomes = new ArrayList<>(sent.outcomes());
    for (int i = 0; i < places.size(); i++) {
      outcomes.set(places.get(i), second.outcomes().get(i));
    }
    return new Trip<>(outcomes, worse(operation, sent.failure(), second.failure()));
  }

  private List<Outcome<V>> read(List<Item<K, V>> items) {
    Mutation<V> read = runner.decisions().read();
    List<Request<K, V>> requests = new ArrayList<>(items.size());
    items.forEach(item -> requests.add(new Request<>(item.key(), read)));
    return near && !items.get(0).call().operation().isMutating()
        ? store.readAllNear(requests)
        : store.applyAll(requests);
  }

  private Trip<V> readDecideWrite(List<Item<K, V>> items) {
    Operation operation = items.get(0).call().operation();
    boolean missed = operation.followsMiss();
    List<? extends @Nullable Outcome<V>> found;
    CacheException failure = null;
    try {
      found = missed ? Collections.nCopies(items.size(), Outcome.absent()) : read(items);
    } catch (StoreException e) {
      if (!engine.failures().tolerates(operation, e)) {
        // Of these only reads are known.
        return new Trip<>(Collections.nCopies(items.size(), null), e);
      }
      // Keys at servers that answer go on.
      found = e.outcomes(items.size());
      failure = e;
    }
    List<@Nullable Outcome<V>> outcomes = new ArrayList<>(items.size());
    List<Request<K, V>> commits = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Item<K, V> item = items.get(i);
      Outcome<V> read = found.get(i);
      if (read == null) {
        outcomes.add(null);
        continue;
      }
      Decision<V> decision = runner.decisions().decide(item.call(), read.previous());
      outcomes.add(decision.outcome());
      if (decision.commit() != null) {
        commits.add(new Request<>(item.key(), decision.commit()));
        places.add(i);
      }
    }
    Trip<V> sent =
        commits.isEmpty() ? new Trip<>(List.of(), null) : send(operation, commits, false);
    failure = worse(operation, failure, sent.failure());
    for (int i = 0; i < commits.size(); i++) {
      int place = places.get(i);
      Outcome<V> committed = sent.outcomes().get(i);
      if (committed == null) {
        outcomes.set(place, null);
      } else if (!committed.matched()) {
        try {
          Item<K, V> item = items.get(place);
          outcomes.set(place, runner.readDecideWrite(item.key(), item.call(), true));
        } catch (CacheException e) {
          outcomes.set(place, null);
          failure = worse(operation, failure, e);
        }
      }
    }
    return new Trip<>(outcomes, failure);
  }

  /** The first failure, but that one which has to be thrown comes before one which has not. */
  private @Nullable CacheException worse(
      Operation operation, @Nullable CacheException one, @Nullable CacheException other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    boolean first =
        !engine.failures().tolerates(operation, one)
            || engine.failures().tolerates(operation, other);
    return first ? one : other;
  }
}
