package dev.jaycache.store;

/** What a {@link Mutation} does to the entry when its guard matched. */
public enum Action {
  /** Leave the value as it is; the time to live may change. */
  KEEP,
  /** Store a value. */
  PUT,
  /** Remove the entry. */
  REMOVE,
  /**
   * Add the mutation's value, a whole number, to the stored one; an absent entry counts as zero.
   * Sums wrap around. Only for a store that says {@link Store#canAdd()}.
   */
  ADD,
  /**
   * Subtract the mutation's value, a whole number, from the stored one, both without sign; the
   * difference is never below zero, and an absent entry counts as zero. Only for a store that says
   * {@link Store#canAdd()}.
   */
  SUBTRACT;

  /** Whether it counts: {@link #ADD} and {@link #SUBTRACT}. */
  public boolean isArithmetic() {
    return switch (this) {
      case ADD, SUBTRACT -> true;
      case KEEP, PUT, REMOVE -> false;
    };
  }

  /** Whether it stores a value where the guard matched. */
  public boolean isWrite() {
    return this == PUT || isArithmetic();
  }
}
