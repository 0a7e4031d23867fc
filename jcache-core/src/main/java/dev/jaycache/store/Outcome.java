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
 * @param <V> the type of values
 */
public record Outcome<V>(
    boolean matched, boolean existed, Effect effect, @Nullable StoredEntry<V> previous) {

  private static final Outcome<Object> ABSENT = new Outcome<>(false, false, Effect.NONE, null);
  private static final Outcome<Object> REFUSED = new Outcome<>(false, false, Effect.REFUSED, null);

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

  /** The same for a store with another type of values. */
  public <W> Outcome<W> with(@Nullable StoredEntry<W> otherPrevious) {
    return new Outcome<>(matched, existed, effect, otherPrevious);
  }
}
