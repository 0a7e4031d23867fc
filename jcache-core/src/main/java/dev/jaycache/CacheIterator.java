package dev.jaycache;

import dev.jaycache.engine.BulkRunner;
import dev.jaycache.operation.Operation;
import dev.jaycache.store.KeyPages;
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
  private final CacheParts<K, V> parts;
  private final KeyPages<K> pages;
  private final Queue<K> keys = new ArrayDeque<>();
  private final Queue<Read<K, V>> entries = new ArrayDeque<>();
  private @Nullable K removable;

  /** An entry that was read ahead, and how long that took, in ns. */
  private record Read<K, V>(K key, StoredEntry<V> stored, long nanos) {}

  CacheIterator(CacheParts<K, V> parts) {
    this.parts = parts;
    this.pages = parts.store().keys();
  }

  @Override
  public boolean hasNext() {
    parts.checkOpen();
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
    int size = parts.bulkSize();
    List<K> page = new ArrayList<>(size);
    while (page.size() < size && !keys.isEmpty()) {
      page.add(keys.remove());
    }
    BulkRunner.Page<V> read = parts.bulk().readAhead(page);
    for (int i = 0; i < page.size(); i++) {
      StoredEntry<V> found = read.outcomes().get(i).previous();
      if (found != null) {
        entries.add(new Read<>(page.get(i), found, read.nanosEach()));
      }
    }
  }

  @Override
  public Cache.Entry<K, V> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Read<K, V> read = entries.remove();
    removable = read.key();
    parts.runner().given(read.key(), read.stored(), read.nanos());
    return new JayEntry<>(read.key(), read.stored().value());
  }

  @Override
  public void remove() {
    parts.checkOpen();
    K key = removable;
    if (key == null) {
      throw new IllegalStateException("remove() follows a next() that was not removed yet");
    }
    removable = null;
    parts.runner().run(Operation.REMOVE, key, null, null);
  }
}
