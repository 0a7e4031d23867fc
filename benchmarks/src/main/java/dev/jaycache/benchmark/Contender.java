package dev.jaycache.benchmark;

import java.net.URI;

/** Who takes part in an {@link Arena}. The constants of an enum, in the order of the reports. */
interface Contender {
  /** The name in reports. */
  String label();

  /**
   * Opens its cache, empty or not.
   *
   * @param server as {@link Site#of} gives it
   * @param ttl whether entries live for ten minutes after each write, or for ever
   */
  Target open(URI server, boolean ttl);

  /** Whether it has a means to do a work at all. */
  default boolean does(Work work) {
    return true;
  }
}
