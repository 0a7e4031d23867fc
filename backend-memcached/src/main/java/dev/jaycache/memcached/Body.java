package dev.jaycache.memcached;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes of a known length that come piece by piece. For one thread. A claimed length takes memory
 * only as the bytes arrive.
 */
final class Body {
  private static final int AT_ONCE = 1 << 20;

  private final int length;
  private byte[] bytes;
  private int filled;

  Body(int length) {
    this.length = length;
    this.bytes = new byte[Math.min(length, AT_ONCE)];
  }

  /** Takes what is there; true when nothing is missing. */
  boolean fill(ByteBuffer in) {
    int take = Math.min(in.remaining(), length - filled);
    if (filled + take > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(length, Math.max(filled + take, 2L * filled)));
    }
    in.get(bytes, filled, take);
    filled += take;
    return filled == length;
  }

  /** The bytes, once they are whole. */
  byte[] bytes() {
    return bytes;
  }
}
