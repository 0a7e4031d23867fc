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
   * Only for a store that says {@link Store#canAdd()}.
   */
  ADD
}
