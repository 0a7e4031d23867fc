package dev.jaycache.testkit;

import dev.jaycache.store.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Values as stores see them: a codec's id and what the codec wrote. Stateless. */
public final class Bodies {
  /** An id of no codec that counts as a number. */
  private static final byte TEXT = 1;

  private Bodies() {}

  /** A body with this text; the empty text makes a body of one byte. */
  public static byte[] text(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + payload.length).put(TEXT).put(payload).array();
  }

  /** A body that {@link dev.jaycache.store.Action#ADD} can add to. */
  public static byte[] ofInt(int number) {
    return ByteBuffer.allocate(5).put(Bytes.INT).putInt(number).array();
  }

  /** A body that {@link dev.jaycache.store.Action#ADD} can add to. */
  public static byte[] ofLong(long number) {
    return ByteBuffer.allocate(9).put(Bytes.LONG).putLong(number).array();
  }

  /** The number in a body of {@link #ofInt} or {@link #ofLong}. */
  public static long number(byte[] body) {
    ByteBuffer in = ByteBuffer.wrap(body);
    return in.get() == Bytes.INT ? in.getInt() : in.getLong();
  }

  /** A body of so many bytes, at least one, that does not compress. */
  public static byte[] random(int length, RandomGenerator random) {
    byte[] body = new byte[length];
    random.nextBytes(body);
    body[0] = TEXT;
    return body;
  }
}
