package dev.jaycache.engine;

import dev.jaycache.engine.ProcessorRun.Task;
import dev.jaycache.event.EventPublisher;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/**
 * Runs an entry processor on many keys: one bulk read, the processors, one bulk of guarded writes;
 * those that lost a race run again by themselves. Safe for any number of threads.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class BulkInvocationRunner<K, V> {
  private final Engine<K, V> engine;
  private final BulkRunner<K, V> bulk;
  private final InvocationRunner<K, V> single;

  /** Runs processors beside the other operations of a cache. */
  public BulkInvocationRunner(
      Engine<K, V> engine, BulkRunner<K, V> bulk, InvocationRunner<K, V> single) {
    this.engine = engine;
    this.bulk = bulk;
    this.single = single;
  }

  /** Runs a processor on each key; keys without a result are left out (JSR-107, 9.2). */
  public <T> Map<K, EntryProcessorResult<T>> invokeAll(
      Iterable<K> keys, EntryProcessor<K, V, T> processor, @Nullable Object... arguments) {
    Invocation<T> invocation = new Invocation<>(new Task<>(processor, arguments));
    List<K> part = new ArrayList<>();
    for (K key : keys) {
      part.add(key);
      if (part.size() == engine.settings().bulkSize()) {
        invocation.runTogether(part);
        part.clear();
      }
    }
    if (!part.isEmpty()) {
      invocation.runTogether(part);
    }
    invocation.runAlone();
    return invocation.results;
  }

  /**
   * A key that was read.
   *
   * @param run null where there is nothing to write, and only a lease to give back
   */
  private record Pending<K, V, T>(K key, @Nullable ProcessorRun<V, T> run) {}

  /**
   * What one bulk has to do with the leases of its keys: as {@link LeaseTurn}, but whoever finds a
   * lease taken leaves that key alone instead of waiting.
   */
  private final class Leases {
    private final boolean taken = engine.leasesFirst();
    private final long token = taken ? Stamps.next() : 0;
    private final long millis = engine.settings().leaseMillis();
    private final long half = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis) / 2;

    Mutation<V> read() {
      Mutation<V> read = Mutation.read();
      return read.withLease(taken ? Lease.take(token, millis) : Lease.FORESEEN);
    }

    /** What to send after a run, or null for nothing. */
    @Nullable Mutation<V> write(@Nullable Mutation<V> commit) {
      if (taken) {
        return commit == null ? LeaseTurn.release(token) : commit.withLease(Lease.giveBack(token));
      }
      return commit == null || !engine.store().isShared()
          ? commit
          : commit.withLease(Lease.RESPECT);
    }

    /** Lets operations of the processors at this key know of its lease. */
    void mark(KeyLocks<K>.Turn turn) {
      if (taken) {
        turn.leaseToken = token;
      }
    }

    /** Ends a turn. */
    void leave(KeyLocks<K>.Turn turn) {
      if (taken && turn.leaseToken == token) {
        turn.leaseToken = 0;
      }
      turn.close();
    }

    /**
     * Gives back what was taken, where no write will.
     *
     * @param outcomes of the reads; null where nothing is known, and a lease may be taken
     */
    void giveUp(List<K> keys, List<? extends @Nullable Outcome<V>> outcomes) {
      List<K> left = new ArrayList<>();
      for (int i = 0; i < keys.size(); i++) {
        Outcome<V> outcome = outcomes.get(i);
        if (outcome == null || outcome.effect() != Effect.REFUSED) {
          left.add(keys.get(i));
        }
      }
      if (!taken || left.isEmpty()) {
        return;
      }
      try {
        bulk.apply(left, LeaseTurn.release(token));
      } catch (StoreException | IllegalStateException e) {
        // They end by themselves. What went wrong before is what the caller has to know.
      }
    }

    /** Gives back what writes did not, or perhaps not. */
    void giveUpUnknown(
        List<Request<K, V>> requests, List<? extends @Nullable Outcome<V>> outcomes) {
      List<K> keys = new ArrayList<>();
      List<@Nullable Outcome<V>> unknown = new ArrayList<>();
      for (int i = 0; i < requests.size(); i++) {
        if (outcomes.get(i) == null) {
          keys.add(requests.get(i).key());
          unknown.add(null);
        }
      }
      giveUp(keys, unknown);
    }

    /** Whether slow processors have used up so much of the leases' time that the rest has to go. */
    boolean areLate() {
      return taken && System.nanoTime() - half > 0;
    }
  }

  /** One {@code invokeAll}. */
  private final class Invocation<T> {
    private final Task<K, V, T> task;
    private final Map<K, EntryProcessorResult<T>> results = new HashMap<>();
    private final List<K> alone = new ArrayList<>();
    private @Nullable StoreException failure;

    Invocation(Task<K, V, T> task) {
      this.task = task;
    }

    /** Runs the keys that are free; the others, and those that lost a race, are left alone. */
    void runTogether(List<K> keys) {
      List<K> mine = new ArrayList<>();
      List<KeyLocks<K>.Turn> turns = new ArrayList<>();
      Map<K, EventPublisher.Delivery> deliveries = new HashMap<>();
      Leases leases = new Leases();
      try {
        for (K key : keys) {
          KeyLocks<K>.Turn turn = engine.locks().tryTake(key);
          if (turn == null) {
            alone.add(key);
          } else {
            turns.add(turn);
            mine.add(key);
          }
        }
        runMine(mine, turns, leases, deliveries);
      } finally {
        turns.forEach(leases::leave);
      }
      deliveries.forEach(this::deliver);
      if (failure != null) {
        throw failure;
      }
    }

    private void runMine(
        List<K> mine,
        List<KeyLocks<K>.Turn> turns,
        Leases leases,
        Map<K, EventPublisher.Delivery> deliveries) {
      long start = engine.statistics().start();
      List<Outcome<V>> read = read(mine, leases);
      List<Pending<K, V, T>> pending;
      List<@Nullable Outcome<V>> outcomes;
      boolean sent = false;
      try {
        pending = process(mine, turns, read, leases);
        outcomes = commit(pending, leases);
        sent = true;
      } finally {
        if (!sent) {
          leases.giveUp(mine, read);
        }
      }
      long share = start == 0 || mine.isEmpty() ? 0 : (System.nanoTime() - start) / mine.size();
      for (int i = 0; i < pending.size(); i++) {
        Outcome<V> outcome = outcomes.get(i);
        if (outcome != null) {
          settle(pending.get(i), outcome, share, deliveries);
        }
      }
    }

    private void settle(
        Pending<K, V, T> pending,
        Outcome<V> outcome,
        long nanos,
        Map<K, EventPublisher.Delivery> deliveries) {
      K key = pending.key();
      ProcessorRun<V, T> run = pending.run();
      if (run != null && run.mustCommit() && !outcome.matched()) {
        alone.add(key);
      } else if (run != null) {
        single.record(run, outcome, nanos);
        put(key, run.result());
        deliveries.put(key, single.events(key, run, outcome));
      }
    }

    private void deliver(K key, EventPublisher.Delivery delivery) {
      try {
        delivery.complete();
      } catch (CacheEntryListenerException e) {
        fail(key, e);
      }
    }

    private List<Pending<K, V, T>> process(
        List<K> keys, List<KeyLocks<K>.Turn> turns, List<Outcome<V>> read, Leases leases) {
      for (int i = 0; i < keys.size(); i++) {
        if (read.get(i).effect() != Effect.REFUSED) {
          leases.mark(turns.get(i));
        }
      }
      List<Pending<K, V, T>> pending = new ArrayList<>(keys.size());
      for (int i = 0; i < keys.size(); i++) {
        K key = keys.get(i);
        if (read.get(i).effect() == Effect.REFUSED) {
          alone.add(key);
        } else if (leases.areLate()) {
          alone.add(key);
          pending.add(new Pending<>(key, null));
        } else {
          pending.add(new Pending<>(key, run(key, read.get(i).previous())));
        }
      }
      return pending;
    }

    private List<Outcome<V>> read(List<K> keys, Leases leases) {
      try {
        return bulk.apply(keys, leases.read());
      } catch (StoreException e) {
        leases.giveUp(keys, e.outcomes(keys.size()));
        throw e;
      }
    }

    private @Nullable ProcessorRun<V, T> run(K key, @Nullable StoredEntry<V> read) {
      try {
        return ProcessorRun.of(engine, key, read, task);
      } catch (CacheException e) {
        fail(key, e);
        return null;
      }
    }

    /** An outcome for each run; null where the store failed, which is thrown after the events. */
    private List<@Nullable Outcome<V>> commit(List<Pending<K, V, T>> pending, Leases leases) {
      List<Request<K, V>> requests = new ArrayList<>();
      int[] places = new int[pending.size()];
      for (int i = 0; i < places.length; i++) {
        ProcessorRun<V, T> run = pending.get(i).run();
        Mutation<V> write = leases.write(run == null ? null : run.commit());
        places[i] = requests.size();
        if (write != null) {
          requests.add(new Request<>(pending.get(i).key(), write));
        }
      }
      List<? extends @Nullable Outcome<V>> sent;
      try {
        sent = requests.isEmpty() ? List.of() : engine.store().applyAll(requests);
      } catch (StoreException e) {
        sent = e.outcomes(requests.size());
        leases.giveUpUnknown(requests, sent);
        failure = e;
      }
      List<@Nullable Outcome<V>> outcomes = new ArrayList<>(places.length);
      for (int i = 0; i < places.length; i++) {
        ProcessorRun<V, T> run = pending.get(i).run();
        boolean wrote = run != null && run.commit() != null;
        outcomes.add(wrote ? sent.get(places[i]) : unchanged(run));
      }
      return outcomes;
    }

    private Outcome<V> unchanged(@Nullable ProcessorRun<V, T> run) {
      return run == null ? Outcome.absent() : run.unchanged();
    }

    void runAlone() {
      for (K key : alone) {
        try {
          put(key, single.process(key, task, true));
        } catch (CacheException e) {
          fail(key, e);
        }
      }
    }

    private void put(K key, @Nullable T result) {
      if (result != null) {
        results.put(key, () -> result);
      }
    }

    private void fail(K key, CacheException e) {
      EntryProcessorException thrown =
          e instanceof EntryProcessorException own ? own : new EntryProcessorException(e);
      results.put(
          key,
          () -> {
            throw thrown;
          });
    }
  }
}
