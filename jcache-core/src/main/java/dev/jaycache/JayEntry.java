package dev.jaycache;

import javax.cache.Cache;

/**
 * A key and a value. Immutable as far as they are.
 *
 * @param key the key
 * @param value the value
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public record JayEntry<K, V>(K key, V value) implements Cache.Entry<K, V> {
  @Override
  public K getKey() {
    return key;
  }

  @Override
  public V getValue() {
    return value;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new IllegalArgumentException("an entry can't be unwrapped to " + type.getName());
  }
}
