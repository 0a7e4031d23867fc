package dev.jaycache;

import dev.jaycache.engine.BulkRunner;
import dev.jaycache.engine.OperationRunner;
import dev.jaycache.operation.Operation;
import dev.jaycache.store.KeyPages;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.StoredEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * The iterator of a cache: pages of keys, one bulk read each. For one thread. Entries that come or
 * go meanwhile may or may not be seen (JSR-107, javadoc of Cache.iterator).
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class CacheIterator<K, V> implements Iterator<Cache.Entry<K, V>> {
  private final KeyPages<K> pages;
  private final OperationRunner<K, V> runner;
  private final BulkRunner<K, V> bulk;
  private final int pageSize;
  private final Queue<K> keys = new ArrayDeque<>();
  private final Queue<Read<K, V>> entries = new ArrayDeque<>();
  private @Nullable K removable;

  /** An entry that was read; {@code stored} where its access is still to be told. */
  private record Read<K, V>(K key, V value, @Nullable StoredEntry<V> stored) {}

  CacheIterator(
      KeyPages<K> pages, OperationRunner<K, V> runner, BulkRunner<K, V> bulk, int pageSize) {
    this.pages = pages;
    this.runner = runner;
    this.bulk = bulk;
    this.pageSize = pageSize;
  }

  @Override
  public boolean hasNext() {
    while (entries.isEmpty()) {
      if (!keys.isEmpty()) {
        readPage();
      } else if (pages.hasNext()) {
        keys.addAll(pages.next());
      } else {
        pages.close();
        return false;
      }
    }
    return true;
  }

  private void readPage() {
    List<K> page = new ArrayList<>(pageSize);
    while (page.size() < pageSize && !keys.isEmpty()) {
      page.add(keys.remove());
    }
    if (runner.readsInBulk()) {
      bulk.run(Operation.GET, page)
          .forEach((key, outcome) -> add(key, outcome.previousValue(), null));
    } else {
      List<Outcome<V>> found = bulk.peek(page);
      for (int i = 0; i < page.size(); i++) {
        add(page.get(i), found.get(i).previousValue(), found.get(i).previous());
      }
    }
  }

  private void add(K key, @Nullable V value, @Nullable StoredEntry<V> stored) {
    if (value != null) {
      entries.add(new Read<>(key, value, stored));
    }
  }

  @Override
  public Cache.Entry<K, V> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Read<K, V> read = entries.remove();
    removable = read.key();
    if (read.stored() != null) {
      // The expiry policy is asked for each entry that is given, and for no other.
      runner.access(read.key(), read.stored());
    }
    return new JayEntry<>(read.key(), read.value());
  }

  @Override
  public void remove() {
    K key = removable;
    if (key == null) {
      throw new IllegalStateException("remove() follows a next() that was not removed yet");
    }
    removable = null;
    runner.run(Operation.REMOVE, key, null, null);
  }
}
