package dev.jaycache.store;

import java.util.List;

/**
 * A store in front of another one, for readers who want to know when an entry expires: a near read
 * of one entry is a {@link #readWhole}, which costs no other trip. As thread-safe as the store
 * behind it.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class DatedStore<K, V> extends FilterStore<K, V> {
  private static final Mutation<Object> READ = Mutation.read();

  /** In front of a store that keeps no copies. */
  public DatedStore(Store<K, V> store) {
    super(store);
  }

  /** The store in which the entries are. */
  public Store<K, V> behind() {
    return store;
  }

  @Override
  public Outcome<V> readNear(K key, Mutation<V> read) {
    return read.equals(READ) ? store.readWhole(key) : store.readNear(key, read);
  }

  @Override
  public Outcome<V> apply(K key, Mutation<V> mutation) {
    return store.apply(key, mutation);
  }

  @Override
  public List<Outcome<V>> applyAll(List<Request<K, V>> requests) {
    return store.applyAll(requests);
  }

  @Override
  public Outcome<V> readWhole(K key) {
    return store.readWhole(key);
  }

  @Override
  public List<Outcome<V>> readAllWhole(List<K> keys) {
    return store.readAllWhole(keys);
  }

  @Override
  public List<Outcome<V>> readAllChanged(List<Held<K>> wanted) {
    return store.readAllChanged(wanted);
  }

  @Override
  public void clear() {
    store.clear();
  }
}
