package dev.jaycache.engine;

import dev.jaycache.codec.Immutables;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Stamps;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A caller's turn at a key, as other processes see it: without a lease as long as nobody else
 * interferes, under the key's lease after a lost race. For the thread that has the turn. Callers
 * who queue in this process share one lease until its share of time is used up.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class LeaseTurn<K, V> {
  /** Part of a lease's time for which callers of this process may pass it on. */
  private static final int SHARE = 20;

  private static final long MAX_WAIT_NANOS = 2_000_000;

  private final Store<K, V> store;
  private final EngineSettings settings;
  private final K key;
  private final KeyLocks<K>.Turn turn;
  private boolean wantsLease;

  /**
   * A turn.
   *
   * @param contended whether others are known to interfere, so that the lease comes first
   */
  LeaseTurn(Engine<K, V> engine, K key, KeyLocks<K>.Turn turn, boolean contended) {
    this.store = engine.store();
    this.settings = engine.settings();
    this.key = key;
    this.turn = turn;
    this.wantsLease = engine.leasesFirst() || (contended && store.isShared());
  }

  /** Reads the entry, under the lease where this caller needs it. */
  Attempt<V> read(Deadline deadline) {
    if (!wantsLease && turn.leaseToken == 0) {
      StoredEntry<V> inherited = inherited();
      if (inherited != null) {
        return new Attempt<>(this, inherited);
      }
      Mutation<V> read = Mutation.<V>read().withLease(Lease.FORESEEN);
      return new Attempt<>(this, store.apply(key, read).previous());
    }
    if (turn.leaseToken == 0) {
      turn.leaseToken = Stamps.next();
      turn.leaseUntilNanos =
          System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.leaseMillis()) / SHARE;
    }
    try {
      return new Attempt<>(this, readUnderLease(deadline));
    } catch (RuntimeException e) {
      turn.leaseToken = 0;
      throw e;
    }
  }

  private @Nullable StoredEntry<V> readUnderLease(Deadline deadline) {
    Mutation<V> read = Mutation.<V>read().withLease(take());
    Backoff backoff = new Backoff(MAX_WAIT_NANOS);
    while (true) {
      Outcome<V> outcome = store.apply(key, read);
      if (outcome.effect() != Effect.REFUSED) {
        return outcome.previous();
      }
      deadline.check("another process held the lease of the same key");
      backoff.pause();
    }
  }

  /**
   * The entry as the caller before wrote it, for one who had queued before that: at that moment
   * this was the entry. A write that follows is guarded by its version anyway.
   */
  @SuppressWarnings("unchecked")
  private @Nullable StoredEntry<V> inherited() {
    KeyLocks.Legacy legacy = turn.legacy;
    // What is left at this key is of the type of this cache.
    return legacy != null && turn.arrival <= legacy.heirs()
        ? (StoredEntry<V>) legacy.entry()
        : null;
  }

  private Lease take() {
    return Lease.take(turn.leaseToken, settings.leaseMillis());
  }

  private boolean holdsLease() {
    return turn.leaseToken != 0;
  }

  private boolean passesOn() {
    return turn.hasHeirs() && System.nanoTime() - turn.leaseUntilNanos < 0;
  }

  /** Writes under the lease that is held, and gives it back unless somebody goes on with it. */
  private Outcome<V> send(Mutation<V> mutation, Lease withoutOne) {
    if (!holdsLease()) {
      return store.apply(key, mutation.withLease(withoutOne));
    }
    if (passesOn()) {
      return store.apply(key, mutation.withLease(take()));
    }
    Outcome<V> outcome = store.apply(key, mutation.withLease(Lease.giveBack(turn.leaseToken)));
    turn.leaseToken = 0;
    return outcome;
  }

  private @Nullable Outcome<V> commit(Mutation<V> mutation) {
    turn.legacy = null;
    Mutation<V> stamped = mutation;
    long heirs = 0;
    V left = null;
    if (store.isShared() && turn.hasHeirs()) {
      left = unchangeable(mutation.value());
      stamped = mutation.withStamp(Stamps.next());
      heirs = turn.arrived.get();
    }
    Outcome<V> outcome = send(stamped, store.isShared() ? Lease.RESPECT : Lease.NONE);
    if (outcome.matched()) {
      Effect effect = outcome.effect();
      if (left != null && (effect == Effect.CREATED || effect == Effect.UPDATED)) {
        turn.legacy =
            new KeyLocks.Legacy(
                new StoredEntry<>(left, stamped.stamp(), StoredEntry.UNKNOWN_EXPIRY), heirs);
      }
      return outcome;
    }
    wantsLease = store.isShared();
    return null;
  }

  /** The value, where nobody can change it; null where somebody could. */
  private static <V> @Nullable V unchangeable(@Nullable V value) {
    return value != null && Immutables.isImmutable(value) ? value : null;
  }

  private void giveBack() {
    long token = turn.leaseToken;
    turn.leaseToken = 0;
    store.apply(key, release(token));
  }

  /** Gives a lease back and does nothing else. */
  static <V> Mutation<V> release(long token) {
    return Mutation.keep(Guard.<V>present(), Ttl.KEEP, Want.NOTHING)
        .withLease(Lease.giveBack(token));
  }

  /**
   * One run between a read and its commit.
   *
   * @param <V> the type of values
   */
  static final class Attempt<V> implements AutoCloseable {
    private final LeaseTurn<?, V> owner;
    private final @Nullable StoredEntry<V> entry;

    private Attempt(LeaseTurn<?, V> owner, @Nullable StoredEntry<V> entry) {
      this.owner = owner;
      this.entry = entry;
    }

    /** What was read, null where there was nothing. */
    @Nullable StoredEntry<V> entry() {
      return entry;
    }

    /** Writes if nobody came in between; null where somebody did. */
    @Nullable Outcome<V> commit(Mutation<V> mutation) {
      return owner.commit(mutation);
    }

    /** Gives the entry another expiry if it is still the same; whatever came of it. */
    Outcome<V> touch(Mutation<V> mutation) {
      owner.turn.legacy = null;
      return owner.send(mutation, Lease.NONE);
    }

    /** Gives the lease back where the commit did not, unless a queued caller goes on with it. */
    @Override
    public void close() {
      if (owner.holdsLease() && !owner.passesOn()) {
        owner.giveBack();
      }
    }
  }
}
