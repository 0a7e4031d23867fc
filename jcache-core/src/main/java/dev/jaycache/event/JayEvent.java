package dev.jaycache.event;

import javax.cache.Cache;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an entry. Immutable as far as keys and values are.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class JayEvent<K, V> extends CacheEntryEvent<K, V> {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // events travel inside one process
  private final K key;

  @SuppressWarnings("serial")
  private final @Nullable V value;

  @SuppressWarnings("serial")
  private final @Nullable V oldValue;

  JayEvent(Cache<K, V> source, EventType type, K key, @Nullable V value, @Nullable V oldValue) {
    super(source, type);
    this.key = key;
    this.value = value;
    this.oldValue = oldValue;
  }

  @Override
  public K getKey() {
    return key;
  }

  @Override
  @SuppressWarnings("NullAway") // the API's javadoc allows null, its types can't say so
  public V getValue() {
    return value;
  }

  @Override
  @SuppressWarnings("NullAway") // as above
  public V getOldValue() {
    return oldValue;
  }

  @Override
  public boolean isOldValueAvailable() {
    return oldValue != null;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new IllegalArgumentException("an event can't be unwrapped to " + type.getName());
  }

  @Override
  public String toString() {
    return getEventType() + " in " + getSource();
  }
}
