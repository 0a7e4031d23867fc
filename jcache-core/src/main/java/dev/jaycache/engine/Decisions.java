package dev.jaycache.engine;

import dev.jaycache.expiry.ExpiryRules;
import dev.jaycache.operation.Operation;
import dev.jaycache.store.Action;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.MutationInterpreter;
import dev.jaycache.store.Outcome;
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
   * @param want what the outcome has to tell
   * @param <V> the type of values
   */
  record Call<V>(Operation operation, @Nullable V value, @Nullable V expected, Want want) {}

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
  private final MutationInterpreter<V> interpreter = new MutationInterpreter<>(new ByEquals<>());
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
        created(operation.created()),
        ask(operation.existing()),
        ask(operation.mismatch()),
        call.want(),
        Lease.NONE);
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
            creates ? created(operation.created()) : Ttl.ETERNAL,
            updates ? ask(operation.existing()) : Ttl.KEEP,
            mismatches ? ask(operation.mismatch()) : Ttl.KEEP,
            call.want(),
            Lease.NONE);
    MutationInterpreter.Step<V> step = interpreter.interpret(whole, entry, 0, 0);
    if (step.next() == entry) {
      return new Decision<>(matched, step.outcome(), null);
    }
    Guard<V> unchanged = entry == null ? Guard.absent() : new Guard.Version<>(entry.version());
    Mutation<V> commit =
        matched
            ? whole.withGuard(unchanged)
            : Mutation.keep(unchanged, whole.onMismatch(), Want.NOTHING);
    return new Decision<>(matched, step.outcome(), commit);
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

  private Ttl created(Operation.Expiry question) {
    return question == Operation.Expiry.NONE ? Ttl.ETERNAL : ask(question);
  }

  private Ttl ask(Operation.Expiry question) {
    return switch (question) {
      case NONE -> Ttl.KEEP;
      case CREATE -> expiry.onCreate();
      case UPDATE -> expiry.onUpdate();
      case ACCESS -> expiry.onAccess();
    };
  }

  /** Values as the application compares them; sums are left to the store. */
  private static final class ByEquals<V> implements MutationInterpreter.Values<V> {
    @Override
    public boolean same(V stored, V asked) {
      return stored.equals(asked);
    }

    @Override
    public @Nullable V sum(V stored, V delta) {
      throw new IllegalStateException(Action.ADD + " is never decided here");
    }
  }
}
