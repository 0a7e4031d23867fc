package dev.jaycache.config;

/** What a manager does when no server answers at the start. */
public enum OnStart {
  /** Go on, and connect in the background. */
  CONTINUE,
  /** Throw. */
  FAIL,
  /** Connect at the first operation only. */
  LAZY
}
