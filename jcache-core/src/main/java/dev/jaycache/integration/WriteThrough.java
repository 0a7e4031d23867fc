package dev.jaycache.integration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;

/**
 * The one caller of a cache's {@link CacheWriter}. As thread-safe as the writer. It is called
 * before the store, so that nothing is stored when it throws (JSR-107, 10.2); whatever it throws
 * arrives as a {@link CacheWriterException}.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class WriteThrough<K, V> {
  /**
   * What a bulk call did.
   *
   * @param done the keys that were written or deleted
   * @param failure what the writer threw, null where it did not
   * @param <K> the type of keys
   */
  public record Written<K>(Set<K> done, @Nullable CacheWriterException failure) {}

  /** Makes the entry that a writer is given; the facade knows the class. */
  public interface EntryFactory {
    /** An entry of a key and a value. */
    <A, B> Cache.Entry<A, B> entry(A key, B value);
  }

  private final CacheWriter<K, V> writer;
  private final EntryFactory entries;

  /** Over the application's writer. */
  @SuppressWarnings("unchecked")
  public WriteThrough(CacheWriter<? super K, ? super V> writer, EntryFactory entries) {
    // A writer of a wider type takes our entries too; the API's signature is only too narrow.
    this.writer = (CacheWriter<K, V>) writer;
    this.entries = entries;
  }

  /** Writes one entry. */
  public void write(K key, V value) {
    try {
      writer.write(entries.entry(key, value));
    } catch (RuntimeException e) {
      throw wrap(e);
    }
  }

  /** Deletes one entry. */
  public void delete(K key) {
    try {
      writer.delete(key);
    } catch (RuntimeException e) {
      throw wrap(e);
    }
  }

  /** Writes many; the writer takes out of its collection what it wrote. */
  public Written<K> writeAll(Map<? extends K, ? extends V> values) {
    List<Cache.Entry<? extends K, ? extends V>> left = new ArrayList<>(values.size());
    values.forEach((key, value) -> left.add(entries.entry(key, value)));
    Set<K> done = new HashSet<>(values.keySet());
    try {
      writer.writeAll(left);
      return new Written<>(done, null);
    } catch (RuntimeException e) {
      left.forEach(entry -> done.remove(entry.getKey()));
      return new Written<>(done, wrap(e));
    }
  }

  /** Deletes many; the writer takes out of its collection what it deleted. */
  public Written<K> deleteAll(Collection<? extends K> keys) {
    Set<Object> left = new HashSet<>(keys);
    Set<K> done = new HashSet<>(keys);
    try {
      writer.deleteAll(left);
      return new Written<>(done, null);
    } catch (RuntimeException e) {
      done.removeAll(left);
      return new Written<>(done, wrap(e));
    }
  }

  private static CacheWriterException wrap(RuntimeException e) {
    return e instanceof CacheWriterException own
        ? own
        : new CacheWriterException("the cache writer threw " + e, e);
  }
}
