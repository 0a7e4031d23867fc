package dev.jaycache.engine;

import dev.jaycache.engine.Decisions.Call;
import dev.jaycache.engine.Decisions.Decision;
import dev.jaycache.event.EventPublisher;
import dev.jaycache.integration.WriteThrough;
import dev.jaycache.operation.Operation;
import dev.jaycache.operation.Planner;
import dev.jaycache.operation.Planner.Plan;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Store;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Want;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one template of a single-key operation: queue, writer, store, statistics, events, result.
 * Safe for any number of threads. It knows no operation by name; all differences stand in {@link
 * Operation}.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class OperationRunner<K, V> {
  private final Engine<K, V> engine;
  private final Store<K, V> store;
  private final Decisions<V> decisions;
  private final Map<Operation, Plan> plans = new EnumMap<>(Operation.class);

  /** Each hit of a near cache is one, and it is always the same. */
  private final Call<V> get =
      new Call<>(Operation.GET, null, null, null, null, Operation.GET.want());

  /** Whether {@link #near} may know anything. */
  private final boolean keepsCopies;

  /** Runs the operations of a cache. */
  public OperationRunner(Engine<K, V> engine) {
    this.engine = engine;
    this.store = engine.store();
    this.decisions = new Decisions<>(engine.expiry());
    Planner.Facts facts =
        new Planner.Facts(
            engine.settings().alwaysCas(),
            engine.expiry().isConstant(),
            engine.writer() != null,
            store.canAdd());
    for (Operation operation : Operation.values()) {
      plans.put(operation, Planner.plan(operation, facts));
    }
    this.keepsCopies = store.keepsCopies() && plan(Operation.GET) == Plan.DIRECT;
  }

  /**
   * Runs one operation.
   *
   * @param value the value to put, null where the operation has none
   * @param expected the value to compare with, null where the operation has none
   */
  public Outcome<V> run(Operation operation, K key, @Nullable V value, @Nullable V expected) {
    return run(key, call(operation, value, expected));
  }

  /**
   * The value of a {@link Operation#GET} that a near cache has a copy of; null where the operation
   * has to be run. Its copies are read as they are, so nobody has to take turns for them.
   */
  @Nullable V near(K key) {
    if (!keepsCopies) {
      return null;
    }
    long now = System.nanoTime();
    V value = store.nearValue(key, decisions.direct(get), now);
    if (value != null) {
      engine.statistics().nearHit(now);
    }
    return value;
  }

  /** Runs one operation with its arguments. */
  Outcome<V> run(K key, Call<V> call) {
    if (!isQueued(call.operation())) {
      long start = engine.statistics().start();
      Outcome<V> outcome = execute(key, call);
      record(call.operation(), outcome, start);
      return outcome;
    }
    Ran<V> ran;
    try (KeyLocks<K>.Turn turn = engine.locks().take(key)) {
      ran = runInTurn(key, call);
    }
    ran.delivery().complete();
    return ran.outcome();
  }

  /**
   * An operation whose events still have to be delivered.
   *
   * @param <V> the type of values
   */
  record Ran<V>(Outcome<V> outcome, EventPublisher.Delivery delivery) {}

  /** Runs one operation for a caller who has the turn at the key, and gives it up afterwards. */
  Ran<V> runInTurn(K key, Call<V> call) {
    long start = engine.statistics().start();
    Outcome<V> outcome = execute(key, call);
    EventPublisher.Delivery delivery = events(key, call, outcome);
    record(call.operation(), outcome, start);
    return new Ran<>(outcome, delivery);
  }

  /**
   * The same on an entry as it was read: if it is still that one, and else not at all.
   *
   * @return absent as the outcome where it was not
   * @throws StoreException whatever {@code on-error} says: the entry is as good as before
   */
  Ran<V> runInTurn(K key, Call<V> call, StoredEntry<V> seen) {
    Decision<V> decision = decisions.decide(call, seen);
    Mutation<V> commit = decision.commit();
    boolean done = commit != null && write(key, commit).matched();
    Outcome<V> outcome = done ? decision.outcome() : Outcome.absent();
    return new Ran<>(outcome, events(key, call, outcome));
  }

  /** Whether an iterator may touch entries before it gives them: none is lost by that. */
  boolean touchesAhead() {
    return plan(Operation.GET) == Plan.DIRECT && !engine.expiry().accessMayExpire();
  }

  /**
   * Tells that an iterator gives an entry that was read ahead: that is when it counts, and when an
   * expiry policy that could not be asked before is asked.
   *
   * @param nanos how long the read took, in ns
   */
  public void given(K key, StoredEntry<V> entry, long nanos) {
    if (touchesAhead()) {
      engine.statistics().lookup(true, nanos);
      return;
    }
    EventPublisher.Delivery delivery;
    if (isQueued(Operation.GET)) {
      try (KeyLocks<K>.Turn turn = engine.locks().take(key)) {
        delivery = access(key, entry);
      }
    } else {
      delivery = access(key, entry);
    }
    delivery.complete();
  }

  private EventPublisher.Delivery access(K key, StoredEntry<V> entry) {
    long start = engine.statistics().start();
    Call<V> call = call(Operation.GET, null, null);
    Decision<V> decision = decisions.decide(call, entry);
    // After a lost race the entry that was read is no longer there to be touched or to expire.
    boolean held;
    try {
      held = decision.commit() == null || store.apply(key, decision.commit()).matched();
    } catch (StoreException e) {
      held = engine.failures().instead(Operation.GET, key, e).matched();
    }
    record(Operation.GET, decision.outcome(), start);
    return held ? events(key, call, decision.outcome()) : () -> {};
  }

  Call<V> call(Operation operation, @Nullable V value, @Nullable V expected) {
    return operation == Operation.GET
        ? get
        : new Call<>(operation, value, expected, null, null, want(operation));
  }

  /** What an operation has to ask of the store, given who else wants to know. */
  Want want(Operation operation) {
    return operation.isMutating()
        ? engine.events().want(engine.statistics().want(operation))
        : operation.want();
  }

  Plan plan(Operation operation) {
    return Objects.requireNonNull(plans.get(operation));
  }

  Decisions<V> decisions() {
    return decisions;
  }

  /**
   * Whether callers in this process take turns: where events have an order, where the writer and
   * the store have to agree, and where compare-and-set races would be lost to each other, be it
   * here or in a store that adds so. A read has an event where it may end the entry.
   */
  boolean isQueued(Operation operation) {
    if (!operation.isMutating()) {
      return engine.events().isActive()
          && operation.existing() == Operation.Expiry.ACCESS
          && engine.expiry().accessMayExpire();
    }
    return engine.events().isActive()
        || engine.writer() != null
        || plan(operation) == Plan.READ_DECIDE_WRITE
        || (operation.action().isArithmetic() && store.addsByComparing(want(operation)));
  }

  EventPublisher.Delivery events(K key, Call<V> call, Outcome<V> outcome) {
    V counted = outcome.result();
    V value = counted == null ? call.value() : counted;
    return engine.events().queue(key, outcome.effect(), outcome.previousValue(), value);
  }

  void record(Operation operation, Outcome<V> outcome, long start) {
    if (start != 0) {
      engine.statistics().record(operation, outcome, System.nanoTime() - start);
    }
  }

  private Outcome<V> execute(K key, Call<V> call) {
    try {
      return switch (plan(call.operation())) {
        case DIRECT -> {
          callWriter(key, call, true);
          yield send(key, call, decisions.direct(call));
        }
        case READ_DECIDE_WRITE -> readDecideWrite(key, call, false);
      };
    } catch (StoreException e) {
      return engine.failures().instead(call.operation(), key, e);
    }
  }

  /** What stands under a key; nothing is counted but a failure. */
  @Nullable StoredEntry<V> look(K key) {
    try {
      return store.apply(key, decisions.read()).previous();
    } catch (StoreException e) {
      return engine.failures().instead(Operation.GET, key, e).previous();
    }
  }

  /**
   * Reads, decides and writes until nobody came in between.
   *
   * @param again whether it was tried before, and the writer called
   */
  Outcome<V> readDecideWrite(K key, Call<V> call, boolean again) {
    Deadline deadline = Deadline.after(engine.settings().retryMillis());
    boolean done = again;
    boolean missed = call.operation().followsMiss() && !again;
    while (true) {
      Outcome<V> read = missed ? Outcome.absent() : read(key, call, done);
      missed = false;
      if (!done) {
        done = callWriter(key, call, decisions.matches(call, read.previous()));
      }
      Decision<V> decision = decisions.decide(call, read.previous());
      if (decision.commit() == null || write(key, decision.commit()).matched()) {
        return decision.outcome();
      }
      deadline.check("other writers of the same key won every race");
    }
  }

  /** Who only reads takes what is near; who is to change the entry has to know how it is. */
  private Outcome<V> send(K key, Call<V> call, Mutation<V> mutation) {
    return call.operation().isMutating() ? write(key, mutation) : store.readNear(key, mutation);
  }

  /** Who lost the lease meanwhile goes on without: the guard decides. */
  private Outcome<V> write(K key, Mutation<V> mutation) {
    Outcome<V> outcome = store.apply(key, mutation);
    return outcome.effect() == Effect.REFUSED
        ? store.apply(key, mutation.withLease(Lease.NONE))
        : outcome;
  }

  private Outcome<V> read(K key, Call<V> call, boolean done) {
    try {
      return send(key, call, decisions.read());
    } catch (StoreException e) {
      if (!done && engine.failures().tolerates(call.operation(), e)) {
        // What is dropped here is written there: its call does not depend on what was read.
        callWriter(key, call, true);
      }
      throw e;
    }
  }

  private boolean callWriter(K key, Call<V> call, boolean matched) {
    WriteThrough<K, V> writer = engine.writer();
    if (writer == null) {
      return false;
    }
    return switch (call.operation().writer()) {
      case NEVER -> false;
      case WRITE_ALWAYS -> write(writer, key, call);
      case WRITE_IF_APPLIED -> matched && write(writer, key, call);
      case DELETE_ALWAYS -> delete(writer, key);
      case DELETE_IF_APPLIED -> matched && delete(writer, key);
    };
  }

  private boolean write(WriteThrough<K, V> writer, K key, Call<V> call) {
    V value = call.value();
    if (value != null) {
      writer.write(key, value);
    }
    return true;
  }

  private boolean delete(WriteThrough<K, V> writer, K key) {
    writer.delete(key);
    return true;
  }
}
