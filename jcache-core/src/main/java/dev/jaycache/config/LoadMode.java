package dev.jaycache.config;

/** Who loads a missing key of a cache that reads through. */
public enum LoadMode {
  /** Each process, once for all of its callers. */
  EACH,
  /** One process at a time, while the others wait for the entry. */
  ONCE
}
