package dev.jaycache.config;

/** What becomes of a near cache's copy that is too old to be served. */
public enum NearValidation {
  /** The entry is read again. */
  OFF,
  /** The server is asked whether the entry still has its cas id, where it has such; else read. */
  CAS
}
