package dev.jaycache.redis.raw;

/**
 * A subscription; it lasts until it is closed, or the manager is. Safe for any number of threads.
 */
public interface KeyspaceSubscription extends AutoCloseable {
  /**
   * Whether all masters said that they tell such events. False where one does not let us ask for
   * its setting ({@code CONFIG GET}): then events come if it is set so, and nobody can know.
   */
  boolean isConfirmed();

  /** Ends it; an event that is on its way may still be told. Idempotent. */
  @Override
  void close();
}
