package dev.jaycache.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The {@link MutationInterpreter.Values} of stores that hold encoded values: equal bytes are equal
 * values, and a number is a body that starts with {@link #INT} or {@link #LONG} and goes on with
 * its two's complement, most significant byte first. Sums wrap around as Java's do; differences are
 * of numbers without sign, and never below zero.
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
    if (!isSameNumber(stored, delta)) {
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

  @Override
  public byte @Nullable [] difference(byte[] stored, byte[] delta) {
    if (!isSameNumber(stored, delta)) {
      return null;
    }
    byte[] difference = new byte[stored.length];
    difference[0] = stored[0];
    if (Arrays.compareUnsigned(stored, delta) > 0) {
      int borrow = 0;
      for (int i = stored.length - 1; i > 0; i--) {
        int digit = (stored[i] & 0xff) - (delta[i] & 0xff) - borrow;
        difference[i] = (byte) digit;
        borrow = digit < 0 ? 1 : 0;
      }
    }
    return difference;
  }

  private static boolean isSameNumber(byte[] stored, byte[] delta) {
    return isNumber(stored) && stored.length == delta.length && stored[0] == delta[0];
  }

  /** The body of a {@code long}. */
  public static byte[] ofLong(long number) {
    return ByteBuffer.allocate(1 + Long.BYTES).put(LONG).putLong(number).array();
  }

  /** The {@code long} in a body, or null where there is none. */
  public static @Nullable Long toLong(byte[] body) {
    return body.length == 1 + Long.BYTES && body[0] == LONG
        ? ByteBuffer.wrap(body).getLong(1)
        : null;
  }

  /** Whether a body is a whole number that {@link Action#ADD} can add to. */
  public static boolean isNumber(byte[] body) {
    return (body.length == 5 && body[0] == INT) || (body.length == 9 && body[0] == LONG);
  }
}
