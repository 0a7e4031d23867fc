package dev.jaycache.store;

/**
 * The connection of one CacheManager to one place, shared by its stores. Safe for any number of
 * threads.
 */
public interface Backend extends AutoCloseable {
  /**
   * Opens the store of a cache. Connecting is the backend's business: an unreachable server is no
   * reason to fail here.
   *
   * @param space which cache, and its settings
   */
  Store<byte[], byte[]> open(StoreSpace space);

  /** Closes the connections and whatever threads there are. Idempotent. */
  @Override
  void close();
}
