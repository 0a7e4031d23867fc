package dev.jaycache.engine;

import dev.jaycache.engine.ProcessorRun.Task;
import dev.jaycache.event.EventPublisher;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    Task<K, V, T> task = new Task<>(processor, arguments);
    Map<K, EntryProcessorResult<T>> results = new HashMap<>();
    List<K> alone = new ArrayList<>();
    List<K> part = new ArrayList<>();
    boolean leased = engine.settings().exclusiveInvoke() || engine.writer() != null;
    for (K key : keys) {
      (leased ? alone : part).add(key);
      if (part.size() == engine.settings().bulkSize()) {
        runTogether(part, task, results, alone);
        part.clear();
      }
    }
    if (!part.isEmpty()) {
      runTogether(part, task, results, alone);
    }
    for (K key : alone) {
      try {
        put(results, key, single.process(key, task));
      } catch (CacheException e) {
        results.put(key, failure(e));
      }
    }
    return results;
  }

  private record Pending<K, V, T>(K key, ProcessorRun<V, T> run) {}

  /** Runs the keys that are free; the others, and those that lost a race, are left alone. */
  private <T> void runTogether(
      List<K> keys, Task<K, V, T> task, Map<K, EntryProcessorResult<T>> results, List<K> alone) {
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
      List<Pending<K, V, T>> pending = process(mine, task, results);
      List<Outcome<V>> outcomes = commit(pending);
      long share = start == 0 || mine.isEmpty() ? 0 : (System.nanoTime() - start) / mine.size();
      for (int i = 0; i < pending.size(); i++) {
        Pending<K, V, T> done = pending.get(i);
        Outcome<V> outcome = outcomes.get(i);
        if (done.run().mustCommit() && !outcome.matched()) {
          alone.add(done.key());
        } else {
          single.record(done.run(), outcome, share);
          put(results, done.key(), done.run().result());
          deliveries.put(done.key(), single.events(done.key(), done.run(), outcome));
        }
      }
    } finally {
      turns.forEach(KeyLocks.Turn::close);
    }
    deliveries.forEach(
        (key, delivery) -> {
          try {
            delivery.complete();
          } catch (CacheEntryListenerException e) {
            results.put(key, failure(e));
          }
        });
  }

  private <T> List<Pending<K, V, T>> process(
      List<K> keys, Task<K, V, T> task, Map<K, EntryProcessorResult<T>> results) {
    List<Outcome<V>> read = bulk.peek(keys);
    List<Pending<K, V, T>> pending = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      K key = keys.get(i);
      try {
        pending.add(new Pending<>(key, ProcessorRun.of(engine, key, read.get(i).previous(), task)));
      } catch (CacheException e) {
        results.put(key, failure(e));
      }
    }
    return pending;
  }

  private <T> List<Outcome<V>> commit(List<Pending<K, V, T>> pending) {
    List<Request<K, V>> requests = new ArrayList<>();
    for (Pending<K, V, T> one : pending) {
      Mutation<V> commit = one.run().commit();
      if (commit != null) {
        requests.add(new Request<>(one.key(), respecting(commit)));
      }
    }
    List<Outcome<V>> sent = requests.isEmpty() ? List.of() : engine.store().applyAll(requests);
    List<Outcome<V>> outcomes = new ArrayList<>(pending.size());
    int next = 0;
    for (Pending<K, V, T> one : pending) {
      outcomes.add(one.run().commit() == null ? one.run().unchanged() : sent.get(next++));
    }
    return outcomes;
  }

  private Mutation<V> respecting(Mutation<V> commit) {
    return engine.store().isShared() ? commit.withLease(Lease.RESPECT) : commit;
  }

  private static <K, T> void put(
      Map<K, EntryProcessorResult<T>> results, K key, @Nullable T result) {
    if (result != null) {
      results.put(key, () -> result);
    }
  }

  private static <T> EntryProcessorResult<T> failure(CacheException e) {
    EntryProcessorException thrown =
        e instanceof EntryProcessorException own ? own : new EntryProcessorException(e);
    return () -> {
      throw thrown;
    };
  }
}
