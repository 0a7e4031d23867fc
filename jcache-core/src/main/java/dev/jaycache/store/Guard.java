package dev.jaycache.store;

/**
 * The condition under which a {@link Mutation} acts.
 *
 * @param <V> the type of values
 */
public sealed interface Guard<V> {
  /** Always holds. */
  record Any<V>() implements Guard<V> {
    private static final Any<Object> INSTANCE = new Any<>();
  }

  /** Holds where there is no entry. */
  record Absent<V>() implements Guard<V> {
    private static final Absent<Object> INSTANCE = new Absent<>();
  }

  /** Holds where there is an entry. */
  record Present<V>() implements Guard<V> {
    private static final Present<Object> INSTANCE = new Present<>();
  }

  /**
   * Holds where the entry is still the one that was read.
   *
   * @param version the stamp that was read
   */
  record Version<V>(long version) implements Guard<V> {}

  /**
   * Holds where the entry has this value.
   *
   * @param value the value; stores of bytes compare the encoded form
   */
  record Value<V>(V value) implements Guard<V> {}

  /** {@link Any}. */
  @SuppressWarnings("unchecked")
  static <V> Guard<V> any() {
    return (Guard<V>) Any.INSTANCE;
  }

  /** {@link Absent}. */
  @SuppressWarnings("unchecked")
  static <V> Guard<V> absent() {
    return (Guard<V>) Absent.INSTANCE;
  }

  /** {@link Present}. */
  @SuppressWarnings("unchecked")
  static <V> Guard<V> present() {
    return (Guard<V>) Present.INSTANCE;
  }
}
