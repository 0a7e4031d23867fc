package dev.jaycache.codec;

/**
 * The first byte of an encoded key that is no plain text. All are below 0x20, where no plain text
 * begins; 0xFF stays free for the stores' own keys. Pinned: a number is never given a new meaning.
 */
final class KeyTag {
  static final byte NULL = 0x01;
  static final byte TEXT = 0x02;
  static final byte INT = 0x03;
  static final byte LONG = 0x04;
  static final byte BOOLEAN = 0x05;
  static final byte BYTE = 0x06;
  static final byte SHORT = 0x07;
  static final byte CHAR = 0x08;
  static final byte FLOAT = 0x0B;
  static final byte DOUBLE = 0x0C;
  static final byte UUID = 0x0E;
  static final byte ENUM = 0x0F;
  static final byte BYTES = 0x10;
  static final byte BIG_INTEGER = 0x11;
  static final byte BIG_DECIMAL = 0x12;
  static final byte DATE = 0x13;
  static final byte TIME = 0x14;
  static final byte URI = 0x15;
  static final byte RECORD = 0x16;
  static final byte ARRAY = 0x17;
  static final byte LIST = 0x18;
  static final byte SET = 0x19;
  static final byte MAP = 0x1A;
  static final byte OPTIONAL = 0x1B;
  static final byte FRAMEWORK = 0x1C;
  static final byte MAP_ENTRY = 0x1D;
  static final byte CHARS = 0x1E;
  static final byte SERIAL = 0x1F;

  /** What separates the name of a class from that of a constant; the JVM allows it in neither. */
  static final char IN = '/';

  private KeyTag() {}
}
