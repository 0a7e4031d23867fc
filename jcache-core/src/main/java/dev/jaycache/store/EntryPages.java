package dev.jaycache.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Entries of a store, page by page. For one thread. A page may be empty; {@link #hasNext()} says
 * when the last one was given.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface EntryPages<K, V> extends Iterator<List<KeyedEntry<K, V>>>, AutoCloseable {
  /** Ends the walk. Idempotent. */
  @Override
  void close();

  /** Pages of keys, each read by one bulk. */
  static <K, V> EntryPages<K, V> of(KeyPages<K> keys, Store<K, V> store, Mutation<V> read) {
    return new EntryPages<>() {
      @Override
      public boolean hasNext() {
        return keys.hasNext();
      }

      @Override
      public List<KeyedEntry<K, V>> next() {
        List<Request<K, V>> requests = new ArrayList<>();
        for (K key : keys.next()) {
          requests.add(new Request<>(key, read));
        }
        List<Outcome<V>> outcomes = store.applyAll(requests);
        List<KeyedEntry<K, V>> found = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
          StoredEntry<V> entry = outcomes.get(i).previous();
          if (entry != null) {
            found.add(new KeyedEntry<>(requests.get(i).key(), entry));
          }
        }
        return found;
      }

      @Override
      public void close() {
        keys.close();
      }
    };
  }
}
