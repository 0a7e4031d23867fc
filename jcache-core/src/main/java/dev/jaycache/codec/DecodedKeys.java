package dev.jaycache.codec;

import dev.jaycache.store.KeyPages;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages of plain keys, of those of encoded ones that can be decoded. For one thread. */
final class DecodedKeys<K, P> implements KeyPages<K> {
  private final Codec<K, P> keys;
  private final KeyPages<P> pages;

  DecodedKeys(Codec<K, P> keys, KeyPages<P> pages) {
    this.keys = keys;
    this.pages = pages;
  }

  /** A key that is none of ours, or of a class that is gone, can be asked for by nobody: null. */
  static <K, P> @Nullable K decode(Codec<K, P> keys, P key) {
    try {
      return keys.decode(key);
    } catch (UndecodableException e) {
      return null;
    }
  }

  @Override
  public boolean hasNext() {
    return pages.hasNext();
  }

  @Override
  public List<K> next() {
    List<K> decoded = new ArrayList<>();
    for (P key : pages.next()) {
      K plain = decode(keys, key);
      if (plain != null) {
        decoded.add(plain);
      }
    }
    return decoded;
  }

  @Override
  public void close() {
    pages.close();
  }
}
