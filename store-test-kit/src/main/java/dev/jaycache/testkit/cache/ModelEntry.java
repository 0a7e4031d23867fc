package dev.jaycache.testkit.cache;

import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/**
 * What an entry processor of the model works on. For one thread. The loader is asked at most once,
 * and not for a value that the processor took away itself.
 */
final class ModelEntry implements MutableEntry<Object, Object> {
  private final Object key;
  private final boolean existed;
  private final @Nullable CacheLoader<Object, Object> loader;
  private @Nullable Object value;
  private boolean loadable;
  private boolean read;
  private boolean set;
  private boolean removed;
  private boolean loaded;

  ModelEntry(Object key, @Nullable Object value, @Nullable CacheLoader<Object, Object> loader) {
    this.key = key;
    this.value = value;
    this.existed = value != null;
    this.loader = loader;
    this.loadable = loader != null && value == null;
  }

  @Override
  public Object getKey() {
    return key;
  }

  @Override
  public boolean exists() {
    return value != null;
  }

  @Override
  public @Nullable Object getValue() {
    if (value != null) {
      read = true;
    } else if (loadable && loader != null) {
      loadable = false;
      value = load(loader, key);
      loaded = value != null;
    }
    return value;
  }

  static @Nullable Object load(CacheLoader<Object, Object> loader, Object key) {
    try {
      return loader.load(key);
    } catch (CacheLoaderException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CacheLoaderException(e);
    }
  }

  @Override
  public void setValue(Object newValue) {
    value = newValue;
    set = true;
    removed = false;
    loaded = false;
    loadable = false;
  }

  @Override
  public void remove() {
    // What this processor itself brought in goes without a trace.
    removed = !((set || loaded) && !existed);
    value = null;
    set = false;
    loaded = false;
    loadable = false;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return type.cast(this);
  }

  /** The value as it stands; not a read. */
  @Nullable Object getValueSilently() {
    return value;
  }

  boolean isSet() {
    return set;
  }

  boolean isLoaded() {
    return loaded;
  }

  boolean isRemoved() {
    return removed;
  }

  boolean isOnlyRead() {
    return read && existed && !set && !removed;
  }
}
