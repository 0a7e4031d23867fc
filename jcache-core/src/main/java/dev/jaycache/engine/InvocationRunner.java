package dev.jaycache.engine;

import dev.jaycache.engine.LeaseTurn.Attempt;
import dev.jaycache.engine.ProcessorRun.Task;
import dev.jaycache.event.EventPublisher;
import dev.jaycache.operation.Operation;
import dev.jaycache.operation.Planner.Plan;
import dev.jaycache.processor.EntryProcessorEntry.Net;
import dev.jaycache.processor.Increment;
import dev.jaycache.store.Outcome;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;

/**
 * Runs an entry processor on one key (JSR-107, chapter 9): read, process, write by compare-and-set.
 * Safe for any number of threads.
 *
 * <p>Callers in this process queue for the key. One that loses against another process takes the
 * key's lease and runs again; while it holds it no other {@code invoke} commits, so a processor
 * runs at most twice unless writers that are no {@code invoke} come in between. The commit is
 * always a compare-and-set, so that a lost lease loses no update.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class InvocationRunner<K, V> {
  private final Engine<K, V> engine;
  private final OperationRunner<K, V> runner;
  private final boolean storeAdds;

  /** Runs processors beside the other operations of a cache. */
  public InvocationRunner(Engine<K, V> engine, OperationRunner<K, V> runner) {
    this.engine = engine;
    this.runner = runner;
    this.storeAdds =
        runner.plan(Operation.INCREMENT) == Plan.DIRECT && engine.readThrough() == null;
  }

  /**
   * Runs a processor.
   *
   * @throws EntryProcessorException with what the processor threw as its cause
   */
  public <T> @Nullable T invoke(
      K key, EntryProcessor<K, V, T> processor, @Nullable Object... arguments) {
    // Through Object: a ready-made processor has type parameters of its own.
    // Listeners are told the sum, which a store that adds by itself does not tell.
    return storeAdds
            && !engine.events().isActive()
            && (Object) processor instanceof Increment<?> increment
        ? add(key, increment)
        : process(key, new Task<>(processor, arguments), false);
  }

  @SuppressWarnings("unchecked")
  private <T> T add(K key, Increment<?> increment) {
    V delta = (V) increment.delta();
    Outcome<V> outcome = runner.run(Operation.INCREMENT, key, delta, null);
    V before = outcome.previousValue();
    return (T) (before == null ? delta : increment.sum(before));
  }

  /** A run that is in the store. */
  private record Done<V, T>(ProcessorRun<V, T> run, Outcome<V> outcome) {}

  /**
   * Runs a processor.
   *
   * @param contended whether others are known to interfere, so that the lease comes first
   */
  <T> @Nullable T process(K key, Task<K, V, T> task, boolean contended) {
    long start = engine.statistics().start();
    Done<V, T> done;
    EventPublisher.Delivery delivery;
    try (KeyLocks<K>.Turn turn = engine.locks().takeAsHeir(key)) {
      done = runUntilCommitted(key, task, new LeaseTurn<>(engine, key, turn, contended));
      delivery = events(key, done.run(), done.outcome());
    }
    record(done.run(), done.outcome(), start == 0 ? 0 : System.nanoTime() - start);
    delivery.complete();
    return done.run().result();
  }

  private <T> Done<V, T> runUntilCommitted(K key, Task<K, V, T> task, LeaseTurn<K, V> lease) {
    Deadline deadline = Deadline.after(engine.settings().retryMillis());
    while (true) {
      try (Attempt<V> attempt = lease.read(deadline)) {
        ProcessorRun<V, T> run = ProcessorRun.of(engine, key, attempt.entry(), task);
        if (run.commit() == null) {
          return new Done<>(run, run.unchanged());
        }
        if (!run.mustCommit()) {
          return new Done<>(run, attempt.touch(run.commit()));
        }
        Outcome<V> outcome = attempt.commit(run.commit());
        if (outcome != null) {
          return new Done<>(run, outcome);
        }
      }
      deadline.check("other writers of the same key won every race");
    }
  }

  EventPublisher.Delivery events(K key, ProcessorRun<V, ?> run, Outcome<V> outcome) {
    return engine.events().queue(key, outcome.effect(), run.previous(), run.value());
  }

  void record(ProcessorRun<V, ?> run, Outcome<V> outcome, long nanos) {
    engine.statistics().lookup(run.previous() != null, nanos);
    if (run.net() != Net.LOAD) {
      engine.statistics().effect(outcome, nanos);
    }
  }
}
