package dev.jaycache.codec;

import dev.jaycache.store.EntryPages;
import dev.jaycache.store.KeyedEntry;
import dev.jaycache.store.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Pages of entries as they are decoded. Those whose keys can't be are left out, and so are those
 * whose values can't be, which are dropped. For one thread.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 * @param <P> the type of encoded keys
 * @param <Q> the type of encoded values
 */
final class DecodedEntries<K, V, P, Q> implements EntryPages<K, V> {
  private final EntryPages<P, Q> pages;
  private final Codec<K, P> keys;
  private final Function<StoredEntry<Q>, StoredEntry<V>> decode;
  private final BiConsumer<P, Long> drop;

  /**
   * Pages.
   *
   * @param drop what becomes of the key and version of an entry whose value can't be decoded
   */
  DecodedEntries(
      EntryPages<P, Q> pages,
      Codec<K, P> keys,
      Function<StoredEntry<Q>, StoredEntry<V>> decode,
      BiConsumer<P, Long> drop) {
    this.pages = pages;
    this.keys = keys;
    this.decode = decode;
    this.drop = drop;
  }

  @Override
  public boolean hasNext() {
    return pages.hasNext();
  }

  @Override
  public List<KeyedEntry<K, V>> next() {
    List<KeyedEntry<P, Q>> page = pages.next();
    List<KeyedEntry<K, V>> decoded = new ArrayList<>(page.size());
    for (KeyedEntry<P, Q> found : page) {
      K key = DecodedKeys.decode(keys, found.key());
      if (key != null) {
        try {
          decoded.add(new KeyedEntry<>(key, decode.apply(found.entry())));
        } catch (UndecodableException e) {
          drop.accept(found.key(), found.entry().version());
        }
      }
    }
    return decoded;
  }

  @Override
  public void close() {
    pages.close();
  }
}
