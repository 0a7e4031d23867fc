package dev.jaycache.store;

/**
 * Who wants to know that what was read is no longer what the server has. Called by threads of the
 * store's; safe for any number of them, and soon done.
 *
 * @param <K> the type of keys
 */
public interface Changes<K> {
  /** An entry was written, removed, touched, evicted, or expired. */
  void changed(K key);

  /**
   * Any entry may have changed: the server was flushed, or a connection was lost, and with it what
   * would have been told. What is read after this returned is watched again.
   */
  void allChanged();
}
