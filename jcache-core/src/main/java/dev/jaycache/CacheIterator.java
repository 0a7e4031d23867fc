package dev.jaycache;

import dev.jaycache.engine.BulkRunner;
import dev.jaycache.operation.Operation;
import dev.jaycache.store.EntryPages;
import dev.jaycache.store.KeyedEntry;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * The iterator of a cache, which reads one page ahead. For one thread. Entries that come or go
 * meanwhile may or may not be seen (JSR-107, javadoc of Cache.iterator).
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class CacheIterator<K, V> implements Iterator<Cache.Entry<K, V>> {
  private final CacheParts<K, V> parts;
  private final EntryPages<K, V> pages;
  private BulkRunner.Page<K, V> page = new BulkRunner.Page<>(List.of(), 0);
  private int given;
  private @Nullable K removable;

  CacheIterator(CacheParts<K, V> parts) {
    this.parts = parts;
    this.pages = parts.bulk().entries();
  }

  @Override
  public boolean hasNext() {
    parts.checkOpen();
    while (given == page.entries().size()) {
      if (!pages.hasNext()) {
        pages.close();
        return false;
      }
      page = parts.bulk().readAhead(pages);
      given = 0;
    }
    return true;
  }

  @Override
  public Cache.Entry<K, V> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    KeyedEntry<K, V> next = page.entries().get(given++);
    removable = next.key();
    parts.runner().given(next.key(), next.entry(), page.nanosEach());
    return new JayEntry<>(next.key(), next.entry().value());
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
