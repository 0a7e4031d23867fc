package dev.jaycache.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The {@link MutationInterpreter.Values} of stores that hold encoded values: equal bytes are equal
 * values, and a number is a body that starts with {@link #INT} or {@link #LONG} and goes on with
 * its two's complement, most significant byte first. Sums wrap around as Java's do.
 */
public final class Bytes implements MutationInterpreter.Values<byte[]> {
  /** First byte of the body of an {@code int}; 4 bytes follow. */
  public static final byte INT = 3;

  /** First byte of the body of a {@code long}; 8 bytes follow. */
  public static final byte LONG = 4;

  /** The one instance. */
  public static final Bytes VALUES = new Bytes();

  private Bytes() {}

  @Override
  public boolean same(byte[] stored, byte[] asked) {
    return Arrays.equals(stored, asked);
  }

  @Override
  public byte @Nullable [] sum(byte[] stored, byte[] delta) {
    if (!isNumber(stored) || stored.length != delta.length || stored[0] != delta[0]) {
      return null;
    }
    byte[] sum = stored.clone();
    int carry = 0;
    for (int i = sum.length - 1; i > 0; i--) {
      carry += (stored[i] & 0xff) + (delta[i] & 0xff);
      sum[i] = (byte) carry;
      carry >>= 8;
    }
    return sum;
  }

  /** Whether a body is a whole number that {@link Action#ADD} can add to. */
  public static boolean isNumber(byte[] body) {
    return (body.length == 5 && body[0] == INT) || (body.length == 9 && body[0] == LONG);
  }
}
