package dev.jaycache.codec;

import java.util.Arrays;

/**
 * A value that an in-process store holds as bytes, since it could change otherwise. Immutable; two
 * are equal where their bytes are.
 */
public final class Encoded {
  private final byte[] bytes;

  Encoded(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] shared() {
    return bytes;
  }

  /** How many bytes there are. */
  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Encoded that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Encoded[" + bytes.length + " bytes]";
  }
}
