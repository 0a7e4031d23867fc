package dev.jaycache.store;

/** How much the caller wants to know of the entry as it was. Less is cheaper on some servers. */
public enum Want {
  /**
   * Only whether the guard matched. A put may answer {@link Effect#STORED}, a removal {@link
   * Effect#GONE}.
   */
  NOTHING,
  /** The exact effect, and whether there was an entry. */
  EFFECT,
  /** The exact effect, and of {@link Action#ADD} and {@link Action#SUBTRACT} what came of them. */
  RESULT,
  /** All of that, and the entry as it was. */
  PREVIOUS
}
