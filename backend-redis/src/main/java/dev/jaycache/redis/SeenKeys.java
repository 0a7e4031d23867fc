package dev.jaycache.redis;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a walk has given already. For one thread.
 *
 * <p>Why no {@code HashSet}: a node and a wrapper for each key were two fifths of what an iteration
 * costs at the client. This is a table of the keys themselves, beside their hashes.
 */
final class SeenKeys {
  private static final int FIRST_CAPACITY = 2_048;

  private final int from;
  private byte[] @Nullable [] keys = new byte[FIRST_CAPACITY][];
  private int[] hashes = new int[FIRST_CAPACITY];
  private int size;

  /**
   * No keys.
   *
   * @param from how many bytes all keys begin with alike
   */
  SeenKeys(int from) {
    this.from = from;
  }

  /** Adds a key; false where it was there. */
  boolean add(byte[] key) {
    if (size * 2 >= keys.length) {
      grow();
    }
    int hash = hash(key);
    int mask = keys.length - 1;
    int at = hash & mask;
    for (byte[] there = keys[at]; there != null; there = keys[at]) {
      if (hashes[at] == hash && Arrays.equals(there, key)) {
        return false;
      }
      at = (at + 1) & mask;
    }
    keys[at] = key;
    hashes[at] = hash;
    size++;
    return true;
  }

  private void grow() {
    byte[] @Nullable [] oldKeys = keys;
    int[] oldHashes = hashes;
    keys = new byte[oldKeys.length * 4][];
    hashes = new int[oldKeys.length * 4];
    int mask = keys.length - 1;
    for (int i = 0; i < oldKeys.length; i++) {
      byte[] key = oldKeys[i];
      if (key != null) {
        int at = oldHashes[i] & mask;
        while (keys[at] != null) {
          at = (at + 1) & mask;
        }
        keys[at] = key;
        hashes[at] = oldHashes[i];
      }
    }
  }

  private int hash(byte[] key) {
    int hash = 0;
    for (int i = from; i < key.length; i++) {
      hash = 31 * hash + key[i];
    }
    // Keys that differ in their last byte only would lie side by side otherwise.
    hash *= 0x9E3779B9;
    return hash ^ (hash >>> 15);
  }
}
