package dev.jaycache.testkit.history;

/** The operations whose histories are checked. What each does is {@link Call#on}. */
public enum Action {
  /** {@code get}. */
  GET,
  /** {@code put}. */
  PUT,
  /** {@code putIfAbsent}. */
  PUT_IF_ABSENT,
  /** {@code replace(key, old, new)}. */
  REPLACE,
  /** {@code remove(key)}. */
  REMOVE,
  /** {@code getAndPut}. */
  GET_AND_PUT,
  /** {@code invoke} with a processor that puts a value and tells what was there. */
  INVOKE,
  /** {@code invoke} with one that tells what is there, and puts a value where there is nothing. */
  INVOKE_IF_ABSENT
}
