package dev.jaycache.redis;

import java.util.Arrays;

/**
 * Which keys a walk has given already. For one thread.
 *
 * <p>Why no {@code HashSet}: a node and a wrapper for each key were two fifths of what an iteration
 * costs at the client. This is a list of the keys, and a small table that says by a key's hash
 * where in the list it is: a key that is new, as nearly all are, costs one look at one place in
 * memory, and the less memory there is to look at, the more of it is in the processor's cache.
 */
final class SeenKeys {
  private static final int FIRST_CAPACITY = 2_048;

  /** An array can't be twice as long. */
  private static final int MOST = 1 << 30;

  private final int from;
  private byte[][] keys = new byte[FIRST_CAPACITY / 2][];
  private int[] hashes = new int[FIRST_CAPACITY / 2];

  /**
   * In as many low bits as an index of this table has, one more than a key's index in the list; in
   * the others, those of its hash that don't say its place. 0: nothing.
   */
  private int[] table = new int[FIRST_CAPACITY];

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
    int hash = hash(key);
    int mask = table.length - 1;
    int at = hash & mask;
    for (int there = table[at]; there != 0; there = table[at]) {
      if (((there ^ hash) & ~mask) == 0 && Arrays.equals(keys[(there & mask) - 1], key)) {
        return false;
      }
      at = (at + 1) & mask;
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * size);
    }
    keys[size] = key;
    hashes[size] = hash;
    size++;
    table[at] = (hash & ~mask) | size;
    if (size > table.length / 4 * 3) {
      grow();
    }
    return true;
  }

  private void grow() {
    if (table.length == MOST) {
      throw new IllegalStateException("a walk can't tell more than " + size + " keys apart");
    }
    table = new int[table.length * 2];
    int mask = table.length - 1;
    for (int i = 0; i < size; i++) {
      int at = hashes[i] & mask;
      while (table[at] != 0) {
        at = (at + 1) & mask;
      }
      table[at] = (hashes[i] & ~mask) | (i + 1);
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
