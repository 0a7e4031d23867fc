package dev.jaycache.store;

/** That somebody hears announcements, from {@link Store#hear}. Safe for any number of threads. */
public interface Hearing extends AutoCloseable {
  /**
   * Says whether entries whose time is over are to be told, too; at first they are not.
   *
   * @return whether that is something else than before
   */
  boolean tellRanOut(boolean wanted);

  /**
   * Waits until every server has confirmed that it tells, or refused, but no longer than an
   * operation may take. Where it does not, that is logged, and it goes on trying.
   *
   * @return whether all is heard
   */
  boolean awaitHeard();

  /** Ends it. Idempotent. */
  @Override
  void close();
}
