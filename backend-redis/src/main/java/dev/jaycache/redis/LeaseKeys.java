package dev.jaycache.redis;

import dev.jaycache.store.StoreSpace;
import java.nio.charset.StandardCharsets;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Where the lease of an entry stands: {@code <namespace>:%lease:{<entry key>}}. Pure, safe for any
 * number of threads.
 *
 * <p>No cache's prefix begins so, since a percent sign in a cache's name is written {@code %25}: a
 * walk over a cache meets no lease, {@code clear()} removes none, and rules that allow a user
 * {@code <namespace>:*} cover it. The braces make the whole entry key the hash tag, so that entry
 * and lease live in one slot of a cluster and one script may name both (Redis Cluster
 * specification, "hash tags"). An entry key that itself has braces gets a tag that was searched for
 * its slot.
 */
final class LeaseKeys {
  private static final int SLOTS = 16_384;

  private final byte[] prefix;

  LeaseKeys(StoreSpace space) {
    byte[] entries = space.prefix();
    int colon = 0;
    while (entries[colon] != ':') {
      colon++;
    }
    String namespace = new String(entries, 0, colon, StandardCharsets.UTF_8);
    this.prefix = (namespace + ":%lease:{").getBytes(StandardCharsets.UTF_8);
  }

  /** The key of an entry's lease. */
  byte[] of(byte[] entry) {
    if (!hasBrace(entry)) {
      return join(entry, new byte[] {'}'});
    }
    byte[] tag =
        Integer.toString(Tags.BY_SLOT[JedisClusterCRC16.getSlot(entry)])
            .getBytes(StandardCharsets.US_ASCII);
    return join(tag, join('}', entry));
  }

  private byte[] join(byte[] middle, byte[] end) {
    byte[] key = new byte[prefix.length + middle.length + end.length];
    System.arraycopy(prefix, 0, key, 0, prefix.length);
    System.arraycopy(middle, 0, key, prefix.length, middle.length);
    System.arraycopy(end, 0, key, prefix.length + middle.length, end.length);
    return key;
  }

  private static byte[] join(char first, byte[] rest) {
    byte[] joined = new byte[rest.length + 1];
    joined[0] = (byte) first;
    System.arraycopy(rest, 0, joined, 1, rest.length);
    return joined;
  }

  private static boolean hasBrace(byte[] key) {
    for (byte b : key) {
      if (b == '{' || b == '}') {
        return true;
      }
    }
    return false;
  }

  /** A number per slot whose decimal digits hash to it: 64 KB, made when first needed. */
  private static final class Tags {
    static final int[] BY_SLOT = search();

    private static int[] search() {
      int[] tags = new int[SLOTS];
      int missing = SLOTS;
      for (int number = 1; missing > 0; number++) {
        int slot =
            JedisClusterCRC16.getSlot(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
        if (tags[slot] == 0) {
          tags[slot] = number;
          missing--;
        }
      }
      return tags;
    }
  }
}
