package dev.jaycache.codec;

import dev.jaycache.store.Changes;

/**
 * Hands over changes of encoded keys as changes of plain ones. As thread-safe as its parts.
 *
 * @param <K> the type of keys
 * @param <P> the type of encoded keys
 */
record DecodedChanges<K, P>(Codec<K, P> keys, Changes<K> changes) implements Changes<P> {
  /** A key that can't be decoded, or asked for its hash, may be any. */
  @Override
  public void changed(P key) {
    K plain;
    try {
      plain = keys.decode(key);
    } catch (UndecodableException e) {
      changes.allChanged();
      return;
    }
    try {
      changes.changed(plain);
    } catch (RuntimeException | StackOverflowError e) {
      // A key of another release, perhaps, whose hashCode fails.
      changes.allChanged();
    }
  }

  @Override
  public void allChanged() {
    changes.allChanged();
  }
}
