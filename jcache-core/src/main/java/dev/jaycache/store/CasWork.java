package dev.jaycache.store;

import java.util.List;

/**
 * One thing on its way through a {@link BulkCasStore}. It talks to nobody: it says which steps come
 * next, and is told their answers. For one thread.
 */
sealed interface CasWork permits CasTask, CheckedRead {
  /** The key that it is about. */
  byte[] key();

  /** What to ask next; all in one round trip. */
  List<CasStep> steps();

  /** Takes the answers to the steps that were given last. */
  void take(List<CasAnswer> answers);

  /** Whether there is nothing more to ask. */
  boolean isDone();

  /**
   * The outcome of what is done.
   *
   * @throws javax.cache.CacheException where it failed
   */
  Outcome<byte[]> outcome();
}
