package dev.jaycache.redis;

import dev.jaycache.store.StoreSpace;

/** The keys of one cache at the server: its prefix, then the key. Immutable. */
final class KeySpace {
  private final byte[] prefix;

  KeySpace(StoreSpace space) {
    this.prefix = space.prefix();
  }

  /** What the keys of the cache begin with; not to be changed. */
  byte[] prefix() {
    return prefix;
  }

  /** A key at the server. */
  byte[] at(byte[] key) {
    byte[] whole = new byte[prefix.length + key.length];
    System.arraycopy(prefix, 0, whole, 0, prefix.length);
    System.arraycopy(key, 0, whole, prefix.length, key.length);
    return whole;
  }
}
