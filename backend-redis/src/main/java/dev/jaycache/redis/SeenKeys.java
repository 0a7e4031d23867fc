package dev.jaycache.redis;

import java.util.Arrays;

/**
 * Which keys a walk has given already. For one thread.
 *
 * <p>Why no {@code HashSet}: a node and a wrapper for each key were two fifths of what an iteration
 * costs at the client. This is a list of the keys, and a table that says by a key's hash where in
 * the list it is: a key that is new, as nearly all are, costs one look at one place in memory.
 */
final class SeenKeys {
  private static final int FIRST_CAPACITY = 2_048;
  private static final long INDEX = 0xFFFF_FFFFL;

  private final int from;
  private byte[][] keys = new byte[FIRST_CAPACITY / 2][];

  /** A key's hash in the upper half, one more than its index in the lower half; 0: nothing. */
  private long[] table = new long[FIRST_CAPACITY];

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
    for (long there = table[at]; there != 0; there = table[at]) {
      if ((int) (there >>> Integer.SIZE) == hash && Arrays.equals(keys[index(there)], key)) {
        return false;
      }
      at = (at + 1) & mask;
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
    }
    keys[size++] = key;
    table[at] = (long) hash << Integer.SIZE | size;
    if (size > table.length / 4 * 3) {
      grow();
    }
    return true;
  }

  private static int index(long there) {
    return (int) (there & INDEX) - 1;
  }

  private void grow() {
    long[] old = table;
    table = new long[old.length * 4];
    int mask = table.length - 1;
    for (long there : old) {
      if (there != 0) {
        int at = (int) (there >>> Integer.SIZE) & mask;
        while (table[at] != 0) {
          at = (at + 1) & mask;
        }
        table[at] = there;
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
