package dev.jaycache.store;

/**
 * A watch over the entries of a store, from {@link Store#track}. Safe for any number of threads.
 */
public interface Tracking extends AutoCloseable {
  /**
   * A moment, by {@link System#nanoTime()}: every change that the server had answered to its writer
   * before it has been told. It moves forward while the server is heard of, and stands still while
   * it is not.
   *
   * <p>It says nothing of what was read before the last {@link Changes#allChanged}.
   */
  long toldUntil();

  /** Whether anything is told at the moment. */
  boolean isLive();

  /** Ends the watch. Idempotent. */
  @Override
  void close();
}
