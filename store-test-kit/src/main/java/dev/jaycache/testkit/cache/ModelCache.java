package dev.jaycache.testkit.cache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/**
 * The rules of JSR-107 as a map and plain statements, to hold caches against. For one thread. It
 * keeps whatever it is given by reference, knows neither names nor managers, and takes its
 * arguments as valid.
 */
final class ModelCache extends Unmanaged {
  private final @Nullable CacheLoader<Object, Object> loader;
  private final @Nullable CacheLoader<Object, Object> readThrough;
  private final ModelWriter writer;
  private final ModelEvents events;
  private final ModelEntries entries;
  private final ModelCounts counts = new ModelCounts();

  ModelCache(CompleteConfiguration<Object, Object> configuration) {
    Factory<CacheLoader<Object, Object>> loaders = configuration.getCacheLoaderFactory();
    Factory<CacheWriter<? super Object, ? super Object>> writers =
        configuration.getCacheWriterFactory();
    loader = loaders == null ? null : loaders.create();
    readThrough = configuration.isReadThrough() ? loader : null;
    writer =
        new ModelWriter(
            writers == null || !configuration.isWriteThrough() ? null : writers.create());
    events = new ModelEvents(this);
    configuration.getCacheEntryListenerConfigurations().forEach(events::register);
    entries = new ModelEntries(configuration.getExpiryPolicyFactory().create(), events);
  }

  ModelCounts counts() {
    return counts;
  }

  Map<Object, ModelEntries.Held> content() {
    return entries.all();
  }

  private @Nullable Object lookup(Object key) {
    Object value = entries.value(key);
    counts.lookup(value != null);
    return value;
  }

  private <T> T done(T result) {
    events.tell();
    return result;
  }

  @Override
  public @Nullable Object get(Object key) {
    Object value = lookup(key);
    if (value != null) {
      entries.access(key);
    } else if (readThrough != null) {
      value = ModelEntry.load(readThrough, key);
      if (value != null) {
        entries.put(key, value);
      }
    }
    events.tell();
    return value;
  }

  @Override
  public Map<Object, Object> getAll(Set<? extends Object> keys) {
    Map<Object, Object> found = new HashMap<>();
    List<Object> missing = new ArrayList<>();
    for (Object key : keys) {
      Object value = lookup(key);
      if (value == null) {
        missing.add(key);
      } else {
        found.put(key, value);
        entries.access(key);
      }
    }
    events.tell();
    if (readThrough != null && !missing.isEmpty()) {
      found.putAll(load(readThrough, missing));
    }
    return done(found);
  }

  /** Loads values and puts them; the loader's values for the keys that were asked for. */
  private Map<Object, Object> load(CacheLoader<Object, Object> from, Collection<Object> keys) {
    Map<Object, Object> given;
    try {
      given = from.loadAll(keys);
    } catch (CacheLoaderException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CacheLoaderException(e);
    }
    Map<Object, Object> loaded = new HashMap<>();
    for (Object key : keys) {
      Object value = given.get(key);
      if (value != null) {
        loaded.put(key, value);
        entries.put(key, value);
      }
    }
    return loaded;
  }

  @Override
  public boolean containsKey(Object key) {
    return entries.value(key) != null;
  }

  @Override
  public void loadAll(Set<? extends Object> keys, boolean replace, CompletionListener listener) {
    Set<Object> wanted = new HashSet<>(keys);
    wanted.removeIf(key -> !replace && containsKey(key));
    try {
      if (loader != null && !wanted.isEmpty()) {
        load(loader, wanted);
      }
      events.tell();
      listener.onCompletion();
    } catch (CacheException e) {
      listener.onException(e);
    }
  }

  @Override
  public void put(Object key, Object value) {
    writer.write(key, value);
    counts.put(entries.put(key, value));
    events.tell();
  }

  @Override
  public @Nullable Object getAndPut(Object key, Object value) {
    writer.write(key, value);
    Object before = lookup(key);
    counts.put(entries.put(key, value));
    events.tell();
    return before;
  }

  @Override
  public void putAll(Map<? extends Object, ? extends Object> map) {
    ModelWriter.Written written = writer.writeAll(map);
    for (Object key : written.done()) {
      Object value = map.get(key);
      if (value != null) {
        counts.put(entries.put(key, value));
      }
    }
    finish(written.failure());
  }

  /** The writer's exception before the listeners'. */
  private void finish(@Nullable CacheWriterException failure) {
    try {
      events.tell();
    } catch (CacheEntryListenerException e) {
      if (failure == null) {
        throw e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public boolean putIfAbsent(Object key, Object value) {
    if (entries.value(key) != null) {
      counts.lookup(true);
      return false;
    }
    writer.write(key, value);
    counts.lookup(false);
    counts.put(entries.put(key, value));
    return done(true);
  }

  @Override
  public boolean remove(Object key) {
    writer.delete(key);
    return done(removed(key));
  }

  private boolean removed(Object key) {
    boolean there = entries.remove(key);
    counts.removal(there);
    return there;
  }

  @Override
  public boolean remove(Object key, Object oldValue) {
    boolean same = oldValue.equals(entries.value(key));
    if (same) {
      writer.delete(key);
    }
    lookup(key);
    if (same) {
      return done(removed(key));
    }
    entries.access(key);
    return done(false);
  }

  @Override
  public @Nullable Object getAndRemove(Object key) {
    writer.delete(key);
    Object before = lookup(key);
    removed(key);
    events.tell();
    return before;
  }

  @Override
  public boolean replace(Object key, Object oldValue, Object newValue) {
    boolean same = oldValue.equals(entries.value(key));
    if (same) {
      writer.write(key, newValue);
    }
    lookup(key);
    if (same) {
      counts.put(entries.put(key, newValue));
    } else {
      entries.access(key);
    }
    return done(same);
  }

  @Override
  public boolean replace(Object key, Object value) {
    return getAndReplace(key, value) != null;
  }

  @Override
  public @Nullable Object getAndReplace(Object key, Object value) {
    if (entries.value(key) != null) {
      writer.write(key, value);
    }
    Object before = lookup(key);
    if (before != null) {
      counts.put(entries.put(key, value));
    }
    events.tell();
    return before;
  }

  @Override
  public void removeAll(Set<? extends Object> keys) {
    ModelWriter.Written written = writer.deleteAll(keys);
    written.done().forEach(this::removed);
    finish(written.failure());
  }

  @Override
  public void removeAll() {
    removeAll(new HashSet<>(entries.all().keySet()));
  }

  @Override
  public void clear() {
    entries.all().clear();
  }

  @Override
  public <T> @Nullable T invoke(
      Object key, EntryProcessor<Object, Object, T> processor, @Nullable Object... arguments) {
    Object before = lookup(key);
    ModelEntry entry = new ModelEntry(key, before, readThrough);
    T result;
    try {
      result = processor.process(entry, arguments);
    } catch (EntryProcessorException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new EntryProcessorException(e);
    }
    Object value = entry.getValueSilently();
    if (value != null && entry.isSet()) {
      writer.write(key, value);
      counts.put(entries.put(key, value));
    } else if (value != null && entry.isLoaded()) {
      entries.put(key, value);
    } else if (entry.isRemoved()) {
      writer.delete(key);
      removed(key);
    } else if (entry.isOnlyRead()) {
      entries.access(key);
    }
    events.tell();
    return result;
  }

  @Override
  public <T> Map<Object, EntryProcessorResult<T>> invokeAll(
      Set<? extends Object> keys,
      EntryProcessor<Object, Object, T> processor,
      @Nullable Object... arguments) {
    Map<Object, EntryProcessorResult<T>> results = new HashMap<>();
    for (Object key : keys) {
      try {
        T result = invoke(key, processor, arguments);
        if (result != null) {
          results.put(key, () -> result);
        }
      } catch (EntryProcessorException e) {
        results.put(
            key,
            () -> {
              throw e;
            });
      } catch (CacheException e) {
        results.put(
            key,
            () -> {
              throw new EntryProcessorException(e);
            });
      }
    }
    return results;
  }

  @Override
  public Iterator<Cache.Entry<Object, Object>> iterator() {
    Iterator<Object> keys = new ArrayList<>(entries.all().keySet()).iterator();
    return new Iterator<>() {
      private @Nullable Object last;

      @Override
      public boolean hasNext() {
        return keys.hasNext();
      }

      @Override
      public Cache.Entry<Object, Object> next() {
        Object key = keys.next();
        ModelEntry entry = new ModelEntry(key, lookup(key), null);
        last = key;
        entries.access(key);
        return done(entry);
      }

      @Override
      public void remove() {
        if (last == null) {
          throw new IllegalStateException();
        }
        Object key = last;
        last = null;
        ModelCache.this.remove(key);
      }
    };
  }
}
