package dev.jaycache.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Leases as entries beside those they are for, under a key that no cache key can be. Pure
 * functions, safe for any number of threads.
 */
final class LeaseCells {
  /** What the keys of leases begin with; no encoded cache key begins so. */
  private static final byte MARK = (byte) 0xFF;

  private LeaseCells() {}

  /** The key of the lease of a key. */
  static byte[] key(byte[] key) {
    byte[] leaseKey = new byte[key.length + 1];
    leaseKey[0] = MARK;
    System.arraycopy(key, 0, leaseKey, 1, key.length);
    return leaseKey;
  }

  /** Whether a key is a lease's. */
  static boolean isLease(byte[] key) {
    return key.length > 0 && key[0] == MARK;
  }

  /** A lease that ends at a moment, in ms since the epoch. */
  static StoredEntry<byte[]> entry(Lease lease, long stamp, long now) {
    return new StoredEntry<>(
        body(lease.token()),
        stamp,
        Ttl.ofMillis(lease.millis()).deadline(now, StoredEntry.NEVER_EXPIRES));
  }

  /** Whether somebody else holds the lease at a moment. */
  static boolean isTaken(@Nullable StoredEntry<byte[]> held, Lease asked, long now) {
    return held != null && !held.isExpiredAt(now) && !isOf(held, asked);
  }

  /** Whether a lease has the token that is asked for. */
  static boolean isOf(StoredEntry<byte[]> held, Lease asked) {
    return asked.kind() != Lease.Kind.RESPECT && Arrays.equals(held.value(), body(asked.token()));
  }

  private static byte[] body(long token) {
    byte[] body = new byte[9];
    body[0] = Bytes.LONG;
    for (int i = 8; i > 0; i--) {
      body[i] = (byte) token;
      token >>= 8;
    }
    return body;
  }
}
