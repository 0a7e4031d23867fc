package dev.jaycache.engine;

import dev.jaycache.expiry.ExpiryRules;
import dev.jaycache.operation.Operation;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.MutationInterpreter;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.PlainValues;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.Want;
import org.jspecify.annotations.Nullable;

/**
 * Turns operations into mutations. As thread-safe as the expiry policy. Beforehand, for a direct
 * plan, all expiry questions are asked; of a known entry only the one that applies.
 *
 * @param <V> the type of values
 */
final class Decisions<V> {
  /**
   * An operation and its arguments.
   *
   * @param value the value to put, null where there is none
   * @param expected the value to compare with, null where there is none
   * @param initial the value that an absent counter begins with, null where there is none
   * @param given the time to live that the caller says, null where there is none
   * @param want what the outcome has to tell
   * @param lease what a write does with the key's lease
   * @param <V> the type of values
   */
  record Call<V>(
      Operation operation,
      @Nullable V value,
      @Nullable V expected,
      @Nullable V initial,
      @Nullable Ttl given,
      Want want,
      Lease lease) {
    /** A call that does not care for leases. */
    Call(
        Operation operation,
        @Nullable V value,
        @Nullable V expected,
        @Nullable V initial,
        @Nullable Ttl given,
        Want want) {
      this(operation, value, expected, initial, given, want, Lease.NONE);
    }

    /** The same with another lease. */
    Call<V> withLease(Lease other) {
      return new Call<>(operation, value, expected, initial, given, want, other);
    }
  }

  /**
   * What an operation makes of a known entry.
   *
   * @param matched whether its condition holds
   * @param outcome what to tell if the commit succeeds
   * @param commit what to send, guarded by what was read; null where nothing changes
   * @param <V> the type of values
   */
  record Decision<V>(boolean matched, Outcome<V> outcome, @Nullable Mutation<V> commit) {}

  private final ExpiryRules expiry;
  private final MutationInterpreter<V> interpreter = new MutationInterpreter<>(new PlainValues<>());
  private final Mutation<V> read = Mutation.read();
  private final @Nullable Mutation<V> constantGet;

  Decisions(ExpiryRules expiry) {
    this.expiry = expiry;
    this.constantGet = expiry.isConstant() ? Mutation.access(expiry.onAccess()) : null;
  }

  /** Reads the entry and leaves it alone. */
  Mutation<V> read() {
    return read;
  }

  /** The whole operation as one mutation; for a constant expiry policy. */
  Mutation<V> direct(Call<V> call) {
    Operation operation = call.operation();
    if (operation == Operation.GET && constantGet != null) {
      return constantGet;
    }
    return new Mutation<>(
        guard(call),
        operation.action(),
        call.value(),
        call.initial(),
        created(call, operation.created()),
        ask(call, operation.existing()),
        ask(call, operation.mismatch()),
        call.want(),
        call.lease(),
        0);
  }

  /** Whether the operation's condition holds for an entry. */
  boolean matches(Call<V> call, @Nullable StoredEntry<V> entry) {
    return switch (call.operation().condition()) {
      case ANY -> true;
      case ABSENT -> entry == null;
      case PRESENT -> entry != null;
      case VALUE -> entry != null && entry.value().equals(call.expected());
    };
  }

  /** What the operation makes of an entry; asks the one expiry question that applies. */
  Decision<V> decide(Call<V> call, @Nullable StoredEntry<V> entry) {
    boolean matched = matches(call, entry);
    Operation operation = call.operation();
    boolean creates = matched && entry == null;
    boolean updates = matched && entry != null;
    boolean mismatches = !matched && entry != null;
    Mutation<V> whole =
        new Mutation<>(
            guard(call),
            operation.action(),
            call.value(),
            call.initial(),
            creates ? created(call, operation.created()) : Ttl.ETERNAL,
            updates ? ask(call, operation.existing()) : Ttl.KEEP,
            mismatches ? ask(call, operation.mismatch()) : Ttl.KEEP,
            call.want(),
            call.lease(),
            0);
    MutationInterpreter.Step<V> step = interpreter.interpret(whole, entry, 0, 0);
    if (step.next() == entry) {
      return new Decision<>(matched, step.outcome(), null);
    }
    Guard<V> unchanged = entry == null ? Guard.absent() : new Guard.Version<>(entry.version());
    Mutation<V> commit =
        matched
            ? commit(whole, unchanged, step.outcome().result())
            : Mutation.keep(unchanged, whole.onMismatch(), Want.NOTHING);
    return new Decision<>(matched, step.outcome(), commit);
  }

  /** What was counted here is put, so that any store can do it. */
  private static <V> Mutation<V> commit(
      Mutation<V> whole, Guard<V> unchanged, @Nullable V counted) {
    return counted == null
        ? whole.withGuard(unchanged)
        : Mutation.put(unchanged, counted, whole.onCreate(), whole.onExisting(), Want.EFFECT);
  }

  private Guard<V> guard(Call<V> call) {
    return switch (call.operation().condition()) {
      case ANY -> Guard.any();
      case ABSENT -> Guard.absent();
      case PRESENT -> Guard.present();
      case VALUE -> {
        V expected = call.expected();
        if (expected == null) {
          throw new IllegalArgumentException(call.operation() + " needs an expected value");
        }
        yield new Guard.Value<>(expected);
      }
    };
  }

  private Ttl created(Call<V> call, Operation.Expiry question) {
    return question == Operation.Expiry.NONE ? Ttl.ETERNAL : ask(call, question);
  }

  private Ttl lifetime(Call<V> call, Ttl ttl) {
    return call.operation().isLoad() ? expiry.loaded(ttl) : ttl;
  }

  private Ttl ask(Call<V> call, Operation.Expiry question) {
    return switch (question) {
      case NONE -> Ttl.KEEP;
      case CREATE -> lifetime(call, expiry.onCreate());
      case UPDATE -> lifetime(call, expiry.onUpdate());
      case ACCESS -> expiry.onAccess();
      case GIVEN -> {
        Ttl given = call.given();
        if (given == null) {
          throw new IllegalArgumentException(call.operation() + " needs a time to live");
        }
        yield given;
      }
    };
  }
}
