package dev.jaycache.config;

/** What the operations of a cache do when the server fails. */
public enum OnError {
  /** They throw. */
  THROW,
  /** Reads miss; what only writes is dropped, and its keys are suspect; the others throw. */
  MISS
}
