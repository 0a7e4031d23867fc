package dev.jaycache.redis;

import dev.jaycache.store.Effect;
import dev.jaycache.store.Envelope;
import dev.jaycache.store.StoredEntry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the script tells other processes of a change. Immutable; its arrays are not to be changed.
 *
 * <pre>
 * 0   format    1 byte, {@link #FORMAT}
 * 1   origin    8 bytes: whose change it is
 * 9   effect    1 byte, as the script numbers them; 6: the entry changed, and that is no event
 * 10  lengths   4 bytes each, big-endian: of the key, of the new envelope
 * 18  the entry's key at the server, the new envelope, the old one; none is empty
 * </pre>
 *
 * @param origin whose change it is
 * @param key the entry's key at the server
 * @param value what was written; null: nothing
 * @param oldValue the entry as it was; null: there was none, or it is not told
 */
record EventMessage(
    long origin, Effect effect, byte[] key, byte @Nullable [] value, byte @Nullable [] oldValue) {
  /** The first byte of the first format. */
  static final byte FORMAT = 1;

  private static final int ORIGIN = 1;
  private static final int EFFECT = ORIGIN + Long.BYTES;
  private static final int LENGTHS = EFFECT + 1;
  private static final int PARTS = LENGTHS + 2 * Integer.BYTES;

  /** The effect of a change that is no event, as the script numbers it. */
  private static final byte NO_EVENT = 6;

  /** What every message of an origin begins with. */
  static byte[] head(long origin) {
    return ByteBuffer.allocate(EFFECT).put(FORMAT).putLong(origin).array();
  }

  /**
   * The message of a change that is no event.
   *
   * @param head what every message of the origin begins with
   * @param key the entry's key at the server; what all of a cache's begin with, for all of them
   */
  static byte[] changed(byte[] head, byte[] key) {
    return ByteBuffer.allocate(PARTS + key.length)
        .put(head)
        .put(NO_EVENT)
        .putInt(key.length)
        .putInt(0)
        .put(key)
        .array();
  }

  /** Whether a message is about more than that something changed. */
  static boolean isEvent(byte[] message) {
    return message.length <= EFFECT || message[EFFECT] != NO_EVENT;
  }

  /** The key that a message is about, be it an event or not; null where it is none, or damaged. */
  static byte @Nullable [] key(byte[] message) {
    if (origin(message) == null) {
      return null;
    }
    int length = ByteBuffer.wrap(message).getInt(LENGTHS);
    return length <= 0 || length > message.length - PARTS
        ? null
        : Arrays.copyOfRange(message, PARTS, PARTS + length);
  }

  /** Whose change a message is about; null where it is no such message. */
  static @Nullable Long origin(byte[] message) {
    return message.length < PARTS || message[0] != FORMAT
        ? null
        : ByteBuffer.wrap(message).getLong(ORIGIN);
  }

  /** Reads a message; null where it is none, or damaged. */
  static @Nullable EventMessage read(byte[] message) {
    Long origin = origin(message);
    if (origin == null) {
      return null;
    }
    Effect effect = MutationScript.effect(message[EFFECT]);
    ByteBuffer in = ByteBuffer.wrap(message, LENGTHS, message.length - LENGTHS);
    int keyLength = in.getInt();
    int newLength = in.getInt();
    if (keyLength <= 0 || newLength < 0 || (long) keyLength + newLength > in.remaining()) {
      return null;
    }
    int at = PARTS + keyLength;
    byte[] key = Arrays.copyOfRange(message, PARTS, at);
    byte[] value = body(message, at, at + newLength);
    byte[] oldValue = body(message, at + newLength, message.length);
    boolean whole =
        switch (effect) {
          case CREATED, UPDATED, UPDATED_EXPIRED -> value != null;
          case REMOVED, EXPIRED -> newLength == 0;
          case NONE, STORED, STILLBORN, GONE, TOUCHED, REFUSED -> false;
        };
    return whole ? new EventMessage(origin, effect, key, value, oldValue) : null;
  }

  private static byte @Nullable [] body(byte[] message, int from, int to) {
    StoredEntry<byte[]> entry = Envelope.open(Arrays.copyOfRange(message, from, to));
    return entry == null ? null : entry.value();
  }
}
