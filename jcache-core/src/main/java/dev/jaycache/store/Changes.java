package dev.jaycache.store;

/**
 * Who wants to know that what was read is no longer what the server has. Called by threads of the
 * store's; safe for any number of them, and soon done.
 *
 * @param <K> the type of keys
 */
public interface Changes<K> {
  /** Why any entry may have changed. It is for counting only: all of them mean the same. */
  enum Cause {
    /** A connection tells of changes for the first time. */
    CONNECTED,
    /** A connection tells of changes again after it was lost, and with it what it had to tell. */
    RECONNECTED,
    /** A connection was made anew, since it has to tell of other keys, too. */
    RENEWED,
    /** It was said that all entries of the cache, or of its server, are gone. */
    FLUSHED,
    /** Others are the servers that tell of changes: told before and after, so twice for each. */
    SERVERS_CHANGED,
    /** A change was told, and it could not be found out of which key. */
    UNKNOWN_KEY
  }

  /** An entry was written, removed, touched, evicted, or expired. */
  void changed(K key);

  /**
   * Any entry may have changed: the server was flushed, or a connection was lost, and with it what
   * would have been told. What is read after this returned is watched again.
   *
   * @param cause why
   */
  void allChanged(Cause cause);
}
