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
  /** The exact effect, and the entry as it was. */
  PREVIOUS
}
