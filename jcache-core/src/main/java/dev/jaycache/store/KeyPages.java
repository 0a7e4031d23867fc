package dev.jaycache.store;

import java.util.Iterator;
import java.util.List;

/**
 * Keys of a store, page by page. For one thread. A page may be empty; {@link #hasNext()} says when
 * the last one was given.
 *
 * @param <K> the type of keys
 */
public interface KeyPages<K> extends Iterator<List<K>>, AutoCloseable {
  /** Ends the walk. Idempotent. */
  @Override
  void close();

  /** Pages over what is there already. */
  static <K> KeyPages<K> of(Iterator<List<K>> pages) {
    return new KeyPages<>() {
      @Override
      public boolean hasNext() {
        return pages.hasNext();
      }

      @Override
      public List<K> next() {
        return pages.next();
      }

      @Override
      public void close() {}
    };
  }
}
