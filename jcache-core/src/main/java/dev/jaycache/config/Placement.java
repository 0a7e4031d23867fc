package dev.jaycache.config;

/** Where the entries of a cache live. */
public enum Placement {
  /** On the manager's server where it has one, else in this process. */
  AUTO,
  /** In this process. */
  LOCAL
}
