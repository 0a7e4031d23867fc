package dev.jaycache.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How an entry stands in a server. Pure functions, safe for any number of threads.
 *
 * <pre>
 * 0   format    1 byte, {@link #FORMAT}
 * 1   flags     1 byte
 * 2   version   8 bytes, big-endian
 * 10  expiresAt 8 bytes, ms since the epoch       if {@link #HAS_EXPIRY}
 *     generation 8 bytes                          if {@link #HAS_GENERATION}
 *     key       2 bytes length, then the key      if {@link #HAS_KEY}
 *     checksum  4 bytes, CRC-32C of the body      if {@link #HAS_CHECKSUM}
 *     body      codec id (1 byte) and payload; never empty
 * </pre>
 *
 * <p>Whole numbers have no checksum, so that a server can add to them ({@link Action#ADD}). What is
 * no such envelope reads as null, never as an exception; nothing is allocated by a length that the
 * bytes only claim.
 */
public final class Envelope {
  /** The first byte of the first format. */
  public static final byte FORMAT = (byte) 0xC1;

  /** The body is preceded by its CRC-32C. */
  public static final int HAS_CHECKSUM = 1;

  /** The entry carries the moment when it expires. */
  public static final int HAS_EXPIRY = 2;

  /** The entry carries its full key, because the store's key is only a hash of it. */
  public static final int HAS_KEY = 4;

  /** The entry carries the generation of its cache: of another one, it was cleared away. */
  public static final int HAS_GENERATION = 8;

  /** Bytes before the optional parts. */
  public static final int HEADER = 10;

  private static final int KNOWN_FLAGS = HAS_CHECKSUM | HAS_EXPIRY | HAS_KEY | HAS_GENERATION;

  // No buffer for each read.
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private Envelope() {}

  /** An envelope for a store whose server keeps the expiry itself. */
  public static byte[] seal(long version, byte[] body) {
    return seal(version, body, StoredEntry.UNKNOWN_EXPIRY, null);
  }

  /**
   * An envelope.
   *
   * @param version the stamp of this write
   * @param body codec id and payload
   * @param expiresAt ms since the epoch; {@link StoredEntry#UNKNOWN_EXPIRY} leaves it out
   * @param fullKey the key where the store's key is a hash, up to 65,535 bytes; else null
   */
  public static byte[] seal(long version, byte[] body, long expiresAt, byte @Nullable [] fullKey) {
    return seal(version, body, expiresAt, null, fullKey);
  }

  /**
   * An envelope.
   *
   * @param version the stamp of this write
   * @param body codec id and payload
   * @param expiresAt ms since the epoch; {@link StoredEntry#UNKNOWN_EXPIRY} leaves it out
   * @param generation the generation of the cache; null leaves it out
   * @param fullKey the key where the store's key is a hash, up to 65,535 bytes; else null
   */
  public static byte[] seal(
      long version,
      byte[] body,
      long expiresAt,
      @Nullable Long generation,
      byte @Nullable [] fullKey) {
    if (body.length == 0) {
      throw new IllegalArgumentException("the body of an envelope is never empty");
    }
    if (fullKey != null && fullKey.length > 0xffff) {
      throw new IllegalArgumentException("a key of " + fullKey.length + " bytes is above 65535");
    }
    boolean checked = !Bytes.isNumber(body);
    boolean expires = expiresAt != StoredEntry.UNKNOWN_EXPIRY;
    int length =
        HEADER
            + (expires ? 8 : 0)
            + (generation == null ? 0 : 8)
            + (fullKey == null ? 0 : 2 + fullKey.length)
            + (checked ? 4 : 0)
            + body.length;
    int flags =
        (checked ? HAS_CHECKSUM : 0)
            | (expires ? HAS_EXPIRY : 0)
            | (generation == null ? 0 : HAS_GENERATION)
            | (fullKey == null ? 0 : HAS_KEY);
    ByteBuffer out = ByteBuffer.allocate(length);
    out.put(FORMAT).put((byte) flags).putLong(version);
    if (expires) {
      out.putLong(expiresAt);
    }
    if (generation != null) {
      out.putLong(generation);
    }
    if (fullKey != null) {
      out.putShort((short) fullKey.length).put(fullKey);
    }
    if (checked) {
      out.putInt(checksum(body, 0));
    }
    return out.put(body).array();
  }

  /** The entry in an envelope, or null where the bytes are none or are damaged. */
  public static @Nullable StoredEntry<byte[]> open(byte @Nullable [] raw) {
    return open(raw, null);
  }

  /**
   * The entry in an envelope, or null where the bytes are none, are damaged, or carry another key.
   *
   * @param fullKey the key that the envelope has to carry, where it carries one; null: any
   */
  public static @Nullable StoredEntry<byte[]> open(
      byte @Nullable [] raw, byte @Nullable [] fullKey) {
    if (raw == null || raw.length <= HEADER || raw[0] != FORMAT) {
      return null;
    }
    int flags = raw[1];
    if ((flags & ~KNOWN_FLAGS) != 0) {
      return null;
    }
    long version = (long) LONG.get(raw, 2);
    int at = HEADER;
    long expiresAt = StoredEntry.UNKNOWN_EXPIRY;
    if ((flags & HAS_EXPIRY) != 0) {
      if (raw.length - at < Long.BYTES) {
        return null;
      }
      expiresAt = (long) LONG.get(raw, at);
      at += Long.BYTES;
    }
    if ((flags & HAS_GENERATION) != 0) {
      at += Long.BYTES;
    }
    if ((flags & HAS_KEY) != 0) {
      at = afterKey(raw, at, fullKey);
    }
    boolean checked = (flags & HAS_CHECKSUM) != 0;
    if (at < 0 || raw.length - at <= (checked ? Integer.BYTES : 0)) {
      return null;
    }
    if (checked) {
      int expected = (int) INT.get(raw, at);
      at += Integer.BYTES;
      if (expected != checksum(raw, at)) {
        return null;
      }
    }
    byte[] body = Arrays.copyOfRange(raw, at, raw.length);
    if (checked == Bytes.isNumber(body)) {
      return null;
    }
    return new StoredEntry<>(body, version, expiresAt);
  }

  /** The generation that an envelope carries, or null. */
  public static @Nullable Long generation(byte[] raw) {
    int at = afterExpiry(raw, HAS_GENERATION);
    return at < 0 || raw.length < at + 8 ? null : ByteBuffer.wrap(raw).getLong(at);
  }

  /** The full key that an envelope carries, or null. */
  public static byte @Nullable [] key(byte[] raw) {
    int before = afterExpiry(raw, HAS_KEY);
    if (before < 0) {
      return null;
    }
    int at = before + ((raw[1] & HAS_GENERATION) == 0 ? 0 : 8);
    if (raw.length < at + 2) {
      return null;
    }
    int length = ((raw[at] & 0xff) << 8) | (raw[at + 1] & 0xff);
    return raw.length < at + 2 + length ? null : Arrays.copyOfRange(raw, at + 2, at + 2 + length);
  }

  /** Where the parts after the expiry begin; -1 in what is no envelope with this part. */
  private static int afterExpiry(byte[] raw, int part) {
    return raw.length <= HEADER || raw[0] != FORMAT || (raw[1] & part) == 0
        ? -1
        : HEADER + ((raw[1] & HAS_EXPIRY) == 0 ? 0 : 8);
  }

  /**
   * What a server compares for {@link Guard.Value}: the bytes of an envelope without expiry and key
   * from {@link #HEADER} on.
   */
  public static byte[] comparable(byte[] body) {
    byte[] sealed = seal(0, body);
    return Arrays.copyOfRange(sealed, HEADER, sealed.length);
  }

  /** Where the part after the full key begins; -1 where there is none, or another one. */
  private static int afterKey(byte[] raw, int at, byte @Nullable [] fullKey) {
    if (raw.length - at < Short.BYTES) {
      return -1;
    }
    int from = at + Short.BYTES;
    int to = from + (((raw[at] & 0xff) << 8) | (raw[at + 1] & 0xff));
    if (raw.length < to) {
      return -1;
    }
    return fullKey == null || Arrays.equals(raw, from, to, fullKey, 0, fullKey.length) ? to : -1;
  }

  private static int checksum(byte[] bytes, int from) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, bytes.length - from);
    return (int) crc.getValue();
  }
}
