package dev.jaycache.engine;

import dev.jaycache.engine.ProcessorRun.Task;
import dev.jaycache.event.EventPublisher;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
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
    private final boolean taken =
        engine.store().isShared()
            && (engine.settings().exclusiveInvoke() || engine.writer() != null);
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
        Mutation<V> nothing = Mutation.keep(Guard.<V>present(), Ttl.KEEP, Want.NOTHING);
        return (commit == null ? nothing : commit).withLease(Lease.giveBack(token));
      }
      return commit == null || !engine.store().isShared()
          ? commit
          : commit.withLease(Lease.RESPECT);
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
        long start = engine.statistics().start();
        Leases leases = new Leases();
        List<Pending<K, V, T>> pending = process(mine, leases);
        List<@Nullable Outcome<V>> outcomes = commit(pending, leases);
        long share = start == 0 || mine.isEmpty() ? 0 : (System.nanoTime() - start) / mine.size();
        for (int i = 0; i < pending.size(); i++) {
          Outcome<V> outcome = outcomes.get(i);
          if (outcome != null) {
            settle(pending.get(i), outcome, share, deliveries);
          }
        }
      } finally {
        turns.forEach(KeyLocks.Turn::close);
      }
      deliveries.forEach(this::deliver);
      if (failure != null) {
        throw failure;
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

    private List<Pending<K, V, T>> process(List<K> keys, Leases leases) {
      List<Outcome<V>> read = bulk.apply(keys, leases.read());
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
