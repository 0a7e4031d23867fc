package dev.jaycache.processor;

import dev.jaycache.integration.ReadThrough;
import dev.jaycache.operation.TypeRules;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/**
 * The entry that a processor works on: a value that was read, and what the processor's calls come
 * to (JSR-107, 9.3). For one thread, and for the time of one run. It changes nothing in the store.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class EntryProcessorEntry<K, V> implements MutableEntry<K, V> {
  /** What all calls of a processor come to. */
  public enum Net {
    /** Nothing. */
    NONE,
    /** The value was read. */
    ACCESS,
    /** A new entry. */
    CREATE,
    /** A new entry that the cache loader gave. */
    LOAD,
    /** A new value. */
    UPDATE,
    /** No entry. */
    REMOVE
  }

  private final K key;
  private final boolean existed;
  private final @Nullable ReadThrough<K, V> loader;
  private final TypeRules types;
  private @Nullable V value;
  private boolean loadable;
  private Net net = Net.NONE;

  /**
   * An entry as it was read.
   *
   * @param value null where there is none
   * @param loader null where a missing value is not loaded
   * @param types what the cache takes as values
   */
  public EntryProcessorEntry(
      K key, @Nullable V value, @Nullable ReadThrough<K, V> loader, TypeRules types) {
    this.key = key;
    this.value = value;
    this.existed = value != null;
    this.loader = loader;
    this.types = types;
    this.loadable = value == null;
  }

  /** What it came to. */
  public Net net() {
    return net;
  }

  /** The value as the processor left it. */
  public @Nullable V value() {
    return value;
  }

  @Override
  public K getKey() {
    return key;
  }

  @Override
  public boolean exists() {
    return value != null;
  }

  @Override
  @SuppressWarnings("NullAway") // the API's javadoc allows null, its types can't say so
  public V getValue() {
    if (value != null) {
      net = net == Net.NONE ? Net.ACCESS : net;
    } else if (loader != null && loadable) {
      // Once: a loader that knew nothing is not asked again, nor for what the processor took away.
      loadable = false;
      value = loader.load(key);
      net = value == null ? Net.NONE : Net.LOAD;
    }
    return value;
  }

  @Override
  public void setValue(V newValue) {
    types.checkValue(newValue);
    value = newValue;
    loadable = false;
    net = existed ? Net.UPDATE : Net.CREATE;
  }

  @Override
  public void remove() {
    // An entry that this processor created itself was never there; its removal is none, unless the
    // writer has something to delete.
    net = net == Net.CREATE || net == Net.LOAD ? Net.NONE : Net.REMOVE;
    value = null;
    loadable = false;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new IllegalArgumentException("an entry can't be unwrapped to " + type.getName());
  }
}
