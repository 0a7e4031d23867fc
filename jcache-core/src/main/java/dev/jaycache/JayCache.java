package dev.jaycache;

import dev.jaycache.CacheParts.Loads;
import dev.jaycache.operation.Operation;
import dev.jaycache.store.Outcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/**
 * A JCache: checks arguments and open state, names the operation, unwraps its outcome. Safe for any
 * number of threads. It knows no rule of JSR-107 beyond that; they stand in the packages that are
 * named after its chapters.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class JayCache<K, V> implements Cache<K, V> {
  private final JayCacheManager manager;
  private final String name;
  private final CacheParts<K, V> parts;

  JayCache(JayCacheManager manager, String name, CacheParts.Assembly<K, V> assembly) {
    this.manager = manager;
    this.name = name;
    this.parts = assembly.assemble(this);
  }

  CacheParts<K, V> parts() {
    return parts;
  }

  @Override
  public @Nullable V get(K key) {
    return parts.loads().get(checked(key));
  }

  @Override
  public Map<K, V> getAll(Set<? extends K> keys) {
    Set<? extends K> wanted = checkedKeys(keys);
    Map<K, V> found = new HashMap<>(wanted.size() * 4 / 3 + 1);
    parts.loads().getAll(wanted, found);
    return found;
  }

  @Override
  public boolean containsKey(K key) {
    return run(Operation.CONTAINS_KEY, key).existed();
  }

  @Override
  public void loadAll(
      Set<? extends K> keys,
      boolean replaceExistingValues,
      @Nullable CompletionListener completionListener) {
    Set<K> wanted = new HashSet<>(checkedKeys(keys));
    new Loads<>(this, completionListener).start(wanted, replaceExistingValues);
  }

  @Override
  public void put(K key, V value) {
    run(Operation.PUT, key, value);
  }

  @Override
  public @Nullable V getAndPut(K key, V value) {
    return run(Operation.GET_AND_PUT, key, value).previousValue();
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> map) {
    parts.checkOpen();
    map.forEach(
        (key, value) -> {
          parts.types().checkKey(key);
          parts.types().checkValue(value);
        });
    parts.bulk().run(Operation.PUT, map, (key, outcome) -> {});
  }

  @Override
  public boolean putIfAbsent(K key, V value) {
    return run(Operation.PUT_IF_ABSENT, key, value).matched();
  }

  @Override
  public boolean remove(K key) {
    return run(Operation.REMOVE, key).existed();
  }

  @Override
  public boolean remove(K key, V oldValue) {
    K checkedKey = checked(key);
    parts.types().checkValue(oldValue);
    return parts.runner().run(Operation.REMOVE_VALUE, checkedKey, null, oldValue).matched();
  }

  @Override
  public @Nullable V getAndRemove(K key) {
    return run(Operation.GET_AND_REMOVE, key).previousValue();
  }

  @Override
  public boolean replace(K key, V oldValue, V newValue) {
    K checkedKey = checked(key);
    parts.types().checkValue(oldValue);
    parts.types().checkValue(newValue);
    return parts.runner().run(Operation.REPLACE_VALUE, checkedKey, newValue, oldValue).matched();
  }

  @Override
  public boolean replace(K key, V value) {
    return run(Operation.REPLACE, key, value).matched();
  }

  @Override
  public @Nullable V getAndReplace(K key, V value) {
    return run(Operation.GET_AND_REPLACE, key, value).previousValue();
  }

  @Override
  public void removeAll(Set<? extends K> keys) {
    parts.bulk().run(Operation.REMOVE_ALL, checkedKeys(keys), (key, outcome) -> {});
  }

  @Override
  public void removeAll() {
    parts.checkOpen();
    parts.removeAll();
  }

  @Override
  public void clear() {
    parts.checkOpen();
    parts.clear();
  }

  @Override
  public <T> @Nullable T invoke(
      K key, EntryProcessor<K, V, T> entryProcessor, @Nullable Object... arguments)
      throws EntryProcessorException {
    K checkedKey = checked(key);
    Objects.requireNonNull(entryProcessor, "an entry processor can't be null");
    return parts.invocations().invoke(checkedKey, entryProcessor, arguments);
  }

  @Override
  public <T> Map<K, EntryProcessorResult<T>> invokeAll(
      Set<? extends K> keys,
      EntryProcessor<K, V, T> entryProcessor,
      @Nullable Object... arguments) {
    Set<K> wanted = new HashSet<>(checkedKeys(keys));
    Objects.requireNonNull(entryProcessor, "an entry processor can't be null");
    return parts.bulkInvocations().invokeAll(wanted, entryProcessor, arguments);
  }

  @Override
  public Iterator<Entry<K, V>> iterator() {
    parts.checkOpen();
    return new CacheIterator<>(parts);
  }

  @Override
  public void registerCacheEntryListener(
      CacheEntryListenerConfiguration<K, V> cacheEntryListenerConfiguration) {
    parts.checkOpen();
    parts.listeners().register(cacheEntryListenerConfiguration);
  }

  @Override
  public void deregisterCacheEntryListener(
      CacheEntryListenerConfiguration<K, V> cacheEntryListenerConfiguration) {
    parts.checkOpen();
    parts.listeners().deregister(cacheEntryListenerConfiguration);
  }

  @Override
  public <C extends Configuration<K, V>> C getConfiguration(Class<C> clazz) {
    return parts.configuration(clazz);
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public CacheManager getCacheManager() {
    return manager;
  }

  JayCacheManager manager() {
    return manager;
  }

  @Override
  public void close() {
    manager.release(this);
    parts.close();
  }

  @Override
  public boolean isClosed() {
    return parts.isClosed();
  }

  @Override
  public <T> T unwrap(Class<T> clazz) {
    if (clazz.isInstance(this)) {
      return clazz.cast(this);
    }
    if (clazz == Counters.class) {
      return clazz.cast(CacheCounters.of(this));
    }
    return parts.unwrap(clazz, name, manager.getURI().toString());
  }

  @Override
  public String toString() {
    return "JayCache[" + name + "]";
  }

  private Outcome<V> run(Operation operation, K key) {
    return parts.runner().run(operation, checked(key), null, null);
  }

  private Outcome<V> run(Operation operation, K key, V value) {
    K checkedKey = checked(key);
    parts.types().checkValue(value);
    return parts.runner().run(operation, checkedKey, value, null);
  }

  private K checked(K key) {
    parts.checkOpen();
    parts.types().checkKey(key);
    return key;
  }

  private Set<? extends K> checkedKeys(Set<? extends K> keys) {
    parts.checkOpen();
    for (K key : keys) {
      parts.types().checkKey(key);
    }
    return keys;
  }
}
