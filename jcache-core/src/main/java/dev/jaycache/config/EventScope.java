package dev.jaycache.config;

/** Whose operations the listeners of a cache hear of. */
public enum EventScope {
  /** Those of the cache itself. */
  LOCAL,
  /** Also those of other processes and other managers, and entries that ran out at the server. */
  CLUSTER
}
