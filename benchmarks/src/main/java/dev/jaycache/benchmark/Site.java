package dev.jaycache.benchmark;

import java.net.URI;

/**
 * The servers that the contenders of one run play on, each apart from the others' entries. For one
 * thread.
 */
interface Site extends AutoCloseable {
  /** Where a contender plays. */
  URI of(Contender contender);

  /** Name and version of the server, and how it is shared. */
  String description();

  /** How much memory a contender's server uses for entries, bytes. */
  long usedBytes(Contender contender);

  /** Stops the servers that were started for it. */
  @Override
  void close();
}
