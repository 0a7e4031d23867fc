package dev.jaycache.engine;

import dev.jaycache.operation.Operation;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import org.jspecify.annotations.Nullable;

/**
 * The lease of a key that one process loads while others wait ({@code load = once}); does nothing
 * where each loads for itself. For the thread that has the turn at the key. Close it before the
 * turn. The lease only queues: a fill is guarded as ever, whatever became of the lease.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class LoadLease<K, V> implements AutoCloseable {
  private static final long MAX_WAIT_NANOS = 20_000_000;

  private final Engine<K, V> engine;
  private final Store<K, V> store;
  private final K key;
  private final KeyLocks<K>.Turn turn;
  private final boolean applies;

  /** Whether an operation around this one has the lease, and will give it back. */
  private final boolean borrowed;

  private boolean held;

  /** The lease of a key, not taken yet. */
  LoadLease(Engine<K, V> engine, K key, KeyLocks<K>.Turn turn) {
    this.engine = engine;
    this.store = engine.store();
    this.key = key;
    this.turn = turn;
    this.applies = engine.loadsUnderLease();
    this.borrowed = turn.leaseToken != 0 && turn.isNested();
  }

  /**
   * Takes the lease, and waits as long as somebody else has it.
   *
   * @return the entry that somebody stored meanwhile; null where this caller has to load
   * @throws javax.cache.CacheException when the deadline is over
   */
  @Nullable StoredEntry<V> await(Deadline deadline) {
    if (!applies) {
      return null;
    }
    try {
      Outcome<V> asked = take();
      Backoff backoff = new Backoff(MAX_WAIT_NANOS);
      while (asked.effect() == Effect.REFUSED) {
        deadline.checkWaiting(
            "another process loaded the same key, or ran an entry processor on it,");
        backoff.pause();
        // What stands there is seen, whoever has the lease; it may have been put by anybody.
        asked = store.apply(key, Mutation.read());
        if (asked.previous() == null) {
          asked = take();
        }
      }
      return asked.previous();
    } catch (StoreException e) {
      return engine.failures().instead(Operation.GET, key, e).previous();
    }
  }

  /**
   * Reads the entry, and takes the lease where nobody else has it.
   *
   * @return null where somebody has it, or there is no entry
   */
  @Nullable StoredEntry<V> tryTake() {
    return applies ? take().previous() : store.apply(key, Mutation.read()).previous();
  }

  private Outcome<V> take() {
    if (borrowed) {
      return store.apply(key, Mutation.read());
    }
    if (turn.leaseToken == 0) {
      turn.leaseToken = Stamps.next();
    }
    Outcome<V> outcome;
    boolean known = false;
    try {
      Lease lease = Lease.take(turn.leaseToken, engine.settings().loads().leaseMillis());
      outcome = store.apply(key, Mutation.<V>read().withLease(lease));
      known = true;
    } catch (StoreException e) {
      // The reply may be what was lost; of another one's lease this token takes nothing.
      giveBack(turn.leaseToken);
      throw e;
    } finally {
      if (!known) {
        turn.leaseToken = 0;
      }
    }
    held = outcome.effect() != Effect.REFUSED;
    if (!held) {
      turn.leaseToken = 0;
    }
    return outcome;
  }

  /** What a write does with the lease: it goes back in the same step. */
  Lease withWrite() {
    return isHeld() ? Lease.giveBack(turn.leaseToken) : Lease.NONE;
  }

  /** A write is done that did {@link #withWrite}. */
  void written(Outcome<V> outcome) {
    if (isHeld() && outcome.effect() != Effect.STILLBORN) {
      // What is never stored need not have been sent.
      turn.leaseToken = 0;
    }
  }

  /** An operation of the loader at its own key may have used the lease, and given it back. */
  private boolean isHeld() {
    return held && turn.leaseToken != 0;
  }

  /** Gives the lease back where no write did. */
  @Override
  public void close() {
    if (!isHeld()) {
      return;
    }
    long token = turn.leaseToken;
    turn.leaseToken = 0;
    giveBack(token);
  }

  private void giveBack(long token) {
    try {
      store.apply(key, LeaseTurn.release(token));
    } catch (StoreException | IllegalStateException e) {
      // The caller knows what it came for, be the cache closed or not. The lease ends by itself.
    }
  }
}
