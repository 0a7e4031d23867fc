package dev.jaycache.benchmark;

/** Who takes part on a Redis server. */
interface RedisSeat extends Contender {
  /** The database number of its own, so that no SCAN meets the entries of another. */
  int database();
}
