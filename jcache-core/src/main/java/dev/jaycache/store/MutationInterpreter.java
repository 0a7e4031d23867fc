package dev.jaycache.store;

import org.jspecify.annotations.Nullable;

/**
 * The reference meaning of a {@link Mutation}: what it makes of an entry. A pure function, safe for
 * any number of threads. Every store has to agree with it; stores that only know compare-and-set
 * run on it. It knows nothing of leases, which stand outside the entry.
 *
 * @param <V> the type of values
 */
public final class MutationInterpreter<V> {
  /**
   * What the interpreter needs to know of values.
   *
   * @param <V> the type of values
   */
  public interface Values<V> {
    /** Whether a {@link Guard.Value} holds. */
    boolean same(V stored, V asked);

    /** The sum for {@link Action#ADD}, or null where the stored value is not such a number. */
    @Nullable V sum(V stored, V delta);

    /**
     * The difference for {@link Action#SUBTRACT}, or null where the stored value is not such a
     * number.
     */
    @Nullable V difference(V stored, V delta);
  }

  /**
   * The entry as it is next, and what to tell the caller.
   *
   * @param next the entry after the mutation, null where there is none; the very object that was
   *     given where nothing changed
   * @param outcome what to tell
   * @param <V> the type of values
   */
  public record Step<V>(@Nullable StoredEntry<V> next, Outcome<V> outcome) {}

  private final Values<V> values;

  /** An interpreter over values that are compared and added like this. */
  public MutationInterpreter(Values<V> values) {
    this.values = values;
  }

  /**
   * Runs a mutation.
   *
   * @param mutation what to do
   * @param current the live entry, null where there is none
   * @param version the stamp for a value that is written
   * @param now ms since the epoch
   */
  public Step<V> interpret(
      Mutation<V> mutation, @Nullable StoredEntry<V> current, long version, long now) {
    if (!matches(mutation.guard(), current)) {
      return current == null
          ? new Step<>(null, Outcome.absent())
          : touch(mutation, current, mutation.onMismatch(), now, false);
    }
    return switch (mutation.action()) {
      case KEEP ->
          current == null
              ? new Step<>(null, new Outcome<>(true, false, Effect.NONE, null))
              : touch(mutation, current, mutation.onExisting(), now, true);
      case REMOVE ->
          new Step<>(
              null, outcome(mutation, current, current == null ? Effect.NONE : Effect.REMOVED));
      case PUT -> put(mutation, current, value(mutation), version, now);
      case ADD, SUBTRACT -> count(mutation, current, version, now);
    };
  }

  private boolean matches(Guard<V> guard, @Nullable StoredEntry<V> current) {
    if (guard instanceof Guard.Any<V>) {
      return true;
    }
    if (guard instanceof Guard.Absent<V>) {
      return current == null;
    }
    if (current == null) {
      return false;
    }
    if (guard instanceof Guard.Version<V> asked) {
      return asked.version() == current.version();
    }
    return !(guard instanceof Guard.Value<V> asked) || values.same(current.value(), asked.value());
  }

  private Step<V> count(
      Mutation<V> mutation, @Nullable StoredEntry<V> current, long version, long now) {
    V result = result(mutation, current == null ? null : current.value());
    if (result == null) {
      return current == null
          ? new Step<>(null, new Outcome<>(false, false, Effect.NONE, null))
          : touch(mutation, current, mutation.onMismatch(), now, false);
    }
    Step<V> step = put(mutation, current, result, version, now);
    return switch (mutation.want()) {
      case NOTHING, EFFECT -> step;
      case RESULT, PREVIOUS -> new Step<>(step.next(), step.outcome().withResult(result));
    };
  }

  /**
   * What counting makes of a value.
   *
   * @param mutation one whose action {@link Action#isArithmetic()}
   * @param stored the value, null where there is no entry
   * @return null where the stored value is no such number
   */
  public @Nullable V result(Mutation<V> mutation, @Nullable V stored) {
    V delta = value(mutation);
    boolean adds = mutation.action() == Action.ADD;
    if (stored != null) {
      return adds ? values.sum(stored, delta) : values.difference(stored, delta);
    }
    V initial = mutation.initial();
    if (initial != null) {
      return initial;
    }
    return adds ? delta : values.difference(delta, delta);
  }

  private Step<V> put(
      Mutation<V> mutation, @Nullable StoredEntry<V> current, V value, long version, long now) {
    Ttl ttl = current == null ? mutation.onCreate() : mutation.onExisting();
    if (ttl.isNow()) {
      Effect effect = current == null ? Effect.STILLBORN : Effect.UPDATED_EXPIRED;
      return new Step<>(null, outcome(mutation, current, effect));
    }
    long before = current == null ? StoredEntry.NEVER_EXPIRES : current.expiresAt();
    return new Step<>(
        new StoredEntry<>(value, version, ttl.deadline(now, before)),
        outcome(mutation, current, current == null ? Effect.CREATED : Effect.UPDATED));
  }

  private Step<V> touch(
      Mutation<V> mutation, StoredEntry<V> current, Ttl ttl, long now, boolean matched) {
    StoredEntry<V> told = mutation.want() == Want.PREVIOUS ? current : null;
    if (ttl.isKeep()) {
      return new Step<>(current, new Outcome<>(matched, true, Effect.NONE, told));
    }
    if (ttl.isNow()) {
      return new Step<>(null, new Outcome<>(matched, true, Effect.EXPIRED, told));
    }
    return new Step<>(
        new StoredEntry<>(
            current.value(), current.version(), ttl.deadline(now, current.expiresAt())),
        new Outcome<>(matched, true, Effect.TOUCHED, told));
  }

  private Outcome<V> outcome(
      Mutation<V> mutation, @Nullable StoredEntry<V> current, Effect effect) {
    return new Outcome<>(
        true, current != null, effect, mutation.want() == Want.PREVIOUS ? current : null);
  }

  private static <V> V value(Mutation<V> mutation) {
    V value = mutation.value();
    if (value == null) {
      throw new IllegalStateException("unreachable: " + mutation.action() + " without a value");
    }
    return value;
  }
}
