package dev.jaycache.store;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Mutation} did. Immutable as far as {@code V} is.
 *
 * @param matched whether the guard matched
 * @param existed whether there was an entry; not told under {@link Effect#STORED} and {@link
 *     Effect#GONE}
 * @param effect what happened to the entry
 * @param previous the entry as it was, where it existed and {@link Want#PREVIOUS} was asked
 * @param result the number as it is now, after {@link Action#ADD} or {@link Action#SUBTRACT}, where
 *     {@link Want#RESULT} or {@link Want#PREVIOUS} was asked
 * @param <V> the type of values
 */
public record Outcome<V>(
    boolean matched,
    boolean existed,
    Effect effect,
    @Nullable StoredEntry<V> previous,
    @Nullable V result) {

  private static final Outcome<Object> ABSENT = new Outcome<>(false, false, Effect.NONE, null);
  private static final Outcome<Object> REFUSED = new Outcome<>(false, false, Effect.REFUSED, null);

  /** An outcome without a result. */
  public Outcome(
      boolean matched, boolean existed, Effect effect, @Nullable StoredEntry<V> previous) {
    this(matched, existed, effect, previous, null);
  }

  /** There was no entry and the guard wanted one. */
  @SuppressWarnings("unchecked")
  public static <V> Outcome<V> absent() {
    return (Outcome<V>) ABSENT;
  }

  /** Somebody else holds the lease. */
  @SuppressWarnings("unchecked")
  public static <V> Outcome<V> refused() {
    return (Outcome<V>) REFUSED;
  }

  /** The value as it was, or null. */
  public @Nullable V previousValue() {
    return previous == null ? null : previous.value();
  }

  /** The same with a result. */
  public Outcome<V> withResult(@Nullable V other) {
    return new Outcome<>(matched, existed, effect, previous, other);
  }

  /** The same for a store with another type of values, and without a result. */
  public <W> Outcome<W> with(@Nullable StoredEntry<W> otherPrevious) {
    return new Outcome<>(matched, existed, effect, otherPrevious);
  }
}
