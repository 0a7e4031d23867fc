package dev.jaycache.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An encoded key that is compared by its bytes, for maps and sets. The bytes are not copied and
 * must not change. Immutable. It is comparable, so that keys which were chosen to have one hash
 * code slow nobody down.
 */
public final class BytesKey implements Comparable<BytesKey> {
  private final byte[] bytes;
  private final int hash;

  /** A key of these bytes. */
  public BytesKey(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /** The bytes, not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int compareTo(BytesKey other) {
    return Arrays.compare(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BytesKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** No bytes: keys may be secret. */
  @Override
  public String toString() {
    return "BytesKey[" + bytes.length + " bytes]";
  }
}
