package dev.jaycache.engine;

import dev.jaycache.engine.Decisions.Call;
import dev.jaycache.operation.Operation;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Ttl;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Counts: the operations whose time to live and initial value the caller says. Safe for any number
 * of threads. Counters go around the loader and the expiry policy, and are refused beside a writer.
 *
 * @param <K> the type of keys
 * @param <V> the type of values; numbers among them
 */
public final class CountRunner<K, V> {
  private final Engine<K, V> engine;
  private final OperationRunner<K, V> runner;

  /** Counts beside the other operations of a cache. */
  public CountRunner(Engine<K, V> engine, OperationRunner<K, V> runner) {
    this.engine = engine;
    this.runner = runner;
  }

  /** Whether there is a cache writer, which would have to be told what nobody knows beforehand. */
  public boolean isWriteThrough() {
    return engine.writer() != null;
  }

  /**
   * What a counter begins with where it is not there.
   *
   * @param <V> the type of values
   */
  public record Start<V>(V initial, Ttl ttl) {}

  /**
   * Counts.
   *
   * @param operation one of those that count
   * @param by how much
   * @param start what a new counter begins with; null where none is made
   * @return the number as it is now; null where there is none
   * @throws CacheException when the entry is no such number; nothing was changed
   */
  public @Nullable V count(Operation operation, K key, V by, @Nullable Start<V> start) {
    Deadline deadline = Deadline.after(engine.settings().retryMillis());
    while (true) {
      Outcome<V> outcome = runner.run(key, call(operation, by, start));
      if (outcome.matched() || !outcome.existed()) {
        return outcome.result();
      }
      V stands = engine.store().apply(key, Mutation.read()).previousValue();
      if (stands != null && stands.getClass() != by.getClass()) {
        throw noNumber(by, stands);
      }
      // What stood there is gone by now, also where it could not be read.
      deadline.check("what stands there was no number each time");
    }
  }

  private Call<V> call(Operation operation, V by, @Nullable Start<V> start) {
    V initial = start == null ? null : start.initial();
    Ttl ttl = start == null ? null : start.ttl();
    return new Call<>(operation, by, null, initial, ttl, runner.want(operation));
  }

  private static CacheException noNumber(Object by, Object stands) {
    String type = by.getClass().getSimpleName();
    return new CacheException(
        "can't count with a "
            + type
            + " where a "
            + stands.getClass().getName()
            + " stands; counters are "
            + type
            + " values, and nothing was changed");
  }

  /**
   * Gives an entry another time to live.
   *
   * @return whether there is one
   */
  public boolean expire(K key, Ttl ttl) {
    return runner
        .run(
            key, new Call<>(Operation.EXPIRE, null, null, null, ttl, runner.want(Operation.EXPIRE)))
        .existed();
  }
}
