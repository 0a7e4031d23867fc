package dev.jaycache.store;

import java.util.List;
import java.util.Optional;

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

  /**
   * Makes sure that the server answers and lets us in.
   *
   * @throws StoreException when it does not; the message says what, where and what to do
   */
  void check();

  /** How each server fares; none where the backend does not know. */
  default List<NodeState> nodes() {
    return List.of();
  }

  /**
   * What this backend offers beside its stores: what {@code CacheManager.unwrap} gives. It shares
   * the connections of the stores, and ends with them.
   *
   * @param type a public type of the backend
   * @return empty where the backend offers no such thing
   * @param <T> that type
   */
  default <T> Optional<T> unwrap(Class<T> type) {
    return Optional.empty();
  }

  /** Closes the connections and whatever threads there are. Idempotent. */
  @Override
  void close();
}
