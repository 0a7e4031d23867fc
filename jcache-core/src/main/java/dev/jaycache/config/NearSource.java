package dev.jaycache.config;

/** Who tells a near cache of changes, where no bus does. */
public enum NearSource {
  /** The server, where it can. */
  AUTO,
  /** The writers, in the step of each write, by way of the servers that have the entries. */
  CHANNEL,
  /** Nobody. */
  NONE
}
