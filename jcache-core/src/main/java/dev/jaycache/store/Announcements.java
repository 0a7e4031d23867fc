package dev.jaycache.store;

import org.jspecify.annotations.Nullable;

/**
 * Who wants to know what others do to the entries of a store: other processes, and other backends
 * of this one. Called by threads of the store's; for one key by one at a time. Must return soon, as
 * what comes next waits. What it throws is counted as a message that could not be read.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface Announcements<K, V> {
  /**
   * Somebody else changed an entry.
   *
   * @param effect what it did: {@link Effect#CREATED}, {@link Effect#UPDATED}, {@link
   *     Effect#UPDATED_EXPIRED}, {@link Effect#REMOVED} or {@link Effect#EXPIRED}
   * @param oldValue the value as it was; null where there was none or it is not told
   * @param value the value that was written, null where none was
   */
  void announced(K key, Effect effect, @Nullable V oldValue, @Nullable V value);

  /** The time of an entry was over, and the server removed it. */
  void ranOut(K key);

  /**
   * A server is not heard any more: what happens to its entries from some time before this call on
   * is not announced. Once for each loss.
   *
   * @param node {@code host:port}
   * @param why for a log
   */
  void lost(String node, String why);

  /**
   * A server is heard again, or it has entries now that another one had: what happened to them
   * before this call may be missing.
   *
   * @param node {@code host:port}
   */
  void gap(String node);
}
