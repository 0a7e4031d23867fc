package dev.jaycache.codec;

import dev.jaycache.store.Bytes;

/**
 * The first byte of an encoded value: the id of what wrote it. Pinned: a number is never given a
 * new meaning.
 */
final class ValueTag {
  static final byte TEXT = 0x01;
  static final byte CHARS = 0x02;

  /** Fixed by the stores, which can add to these two. */
  static final byte INT = Bytes.INT;

  static final byte LONG = Bytes.LONG;
  static final byte BOOLEAN = 0x05;
  static final byte BYTE = 0x06;
  static final byte SHORT = 0x07;
  static final byte CHAR = 0x08;
  static final byte FLOAT = 0x09;
  static final byte DOUBLE = 0x0A;
  static final byte BYTES = 0x0B;
  static final byte UUID = 0x0C;
  static final byte BIG_INTEGER = 0x0D;
  static final byte BIG_DECIMAL = 0x0E;
  static final byte TIME = 0x0F;
  static final byte DATE = 0x10;
  static final byte ENUM = 0x11;

  static final byte JAVA = 0x20;

  /** JSON of the type that the cache was configured with. */
  static final byte JSON = 0x21;

  /** JSON after the name of its class. */
  static final byte JSON_NAMED = 0x22;

  static final byte FORY = 0x23;

  /** Compressed: the length of the body before, 4 bytes, then a zstd frame of it. */
  static final byte ZSTD = 0x40;

  private ValueTag() {}
}
