package dev.jaycache.store;

import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A store in front of another one of the same types: hands over what a subclass does not do
 * otherwise. Mutations and reads are not handed over: who stands in front is there for them. As
 * thread-safe as the store behind it.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public abstract class FilterStore<K, V> implements Store<K, V> {
  /** The store behind this one; closed with it. */
  protected final Store<K, V> store;

  /** In front of a store. */
  protected FilterStore(Store<K, V> store) {
    this.store = store;
  }

  @Override
  public KeyPages<K> keys() {
    return store.keys();
  }

  @Override
  public EntryPages<K, V> entries(Mutation<V> read) {
    return store.entries(read);
  }

  @Override
  public @Nullable Tracking track(Changes<K> changes, long maxStalenessNanos) {
    return store.track(changes, maxStalenessNanos);
  }

  @Override
  public boolean announces() {
    return store.announces();
  }

  @Override
  public boolean publishes() {
    return store.publishes();
  }

  @Override
  public @Nullable Hearing hear(Announcements<K, V> told) {
    return store.hear(told);
  }

  @Override
  public boolean canAdd() {
    return store.canAdd();
  }

  @Override
  public boolean addsByComparing(Want want) {
    return store.addsByComparing(want);
  }

  @Override
  public boolean isShared() {
    return store.isShared();
  }

  @Override
  public void onExpired(BiConsumer<K, V> listener) {
    store.onExpired(listener);
  }

  @Override
  public long evictions() {
    return store.evictions();
  }

  @Override
  public void suspect(K key) {
    store.suspect(key);
  }

  @Override
  public void suspectAll() {
    store.suspectAll();
  }

  @Override
  public long suspects() {
    return store.suspects();
  }

  @Override
  public Map<String, Long> counters() {
    return store.counters();
  }

  @Override
  public void settle() {
    store.settle();
  }

  @Override
  public void close() {
    store.close();
  }
}
