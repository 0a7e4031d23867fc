package dev.jaycache.store;

import java.util.List;

/**
 * A channel beside the servers of entries, by which who changed an entry tells the others: for
 * servers that tell nothing themselves. Of one CacheManager; safe for any number of threads. It
 * connects when it is first used, and keeps nothing for who is not there.
 */
public interface InvalidationBus extends AutoCloseable {
  /**
   * Tells everybody that entries changed. Who is told of this cache, and has a proof of {@link
   * Tracking#toldUntil} that is later than the return, has been told.
   *
   * @param space which cache; its settings don't matter
   * @param keys the store's keys; at least one
   * @throws StoreException when nobody knows whether all were told
   * @throws IllegalStateException when the bus is closed
   */
  void publish(StoreSpace space, List<byte[]> keys);

  /** The same of every entry of a cache. */
  void publishAll(StoreSpace space);

  /**
   * Tells of what is published from now on, by whomever. It asks no server; a thread does so later,
   * and goes on trying.
   *
   * @param space as for {@link #publish}
   * @param changes who is told, by a thread of the bus; must return soon
   * @param maxStalenessNanos as for {@link Store#track}
   * @return the watch, to be closed
   */
  Tracking track(StoreSpace space, Changes<byte[]> changes, long maxStalenessNanos);

  /** Closes the connections and ends the threads. Idempotent. */
  @Override
  void close();
}
