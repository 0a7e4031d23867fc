package dev.jaycache.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.UUID;

/**
 * Keys as canonical bytes: keys that are equal have equal bytes, in every JVM. A text that begins
 * with a printable character is its UTF-8, so that other tools can name it; every other key begins
 * with a {@link KeyTag}. Safe for any number of threads.
 *
 * <p>Classes of which nothing is known but that they are Serializable are written by Java
 * serialisation, as the last resort. Their bytes are equal where equal keys hold equal values in
 * the same fields; a class with sets or maps in its fields, or a hash, can't promise that.
 */
final class KeyCodec implements Codec<Object, byte[]> {
  /** An envelope has to be able to carry the key. */
  private static final int MAX_LENGTH = 0xffff;

  private final AllowList allowed;
  private final ClassFinder classes;
  private final JavaSerialization serialization;
  private final int maxDepth;

  KeyCodec(AllowList allowed, ClassFinder classes, CodecSettings limits) {
    this.allowed = allowed;
    this.classes = classes;
    this.serialization = new JavaSerialization(allowed, classes, limits);
    this.maxDepth = limits.maxDepth();
  }

  @Override
  public byte[] encode(Object key) {
    byte[] bytes = form(key);
    if (bytes.length > MAX_LENGTH) {
      throw new UnencodableException(
          "a key of "
              + key.getClass().getName()
              + " has "
              + bytes.length
              + " bytes, above the limit of "
              + MAX_LENGTH);
    }
    return bytes;
  }

  private byte[] form(Object key) {
    if (key instanceof String text) {
      return text(text);
    } else if (key instanceof Integer number) {
      return decimal(KeyTag.INT, number);
    } else if (key instanceof Long number) {
      return decimal(KeyTag.LONG, number);
    } else if (key instanceof UUID uuid) {
      return Text.ascii(KeyTag.UUID, uuid.toString());
    }
    try {
      return new KeyWriter(key.getClass(), allowed, serialization, maxDepth).form(key);
    } catch (UnencodableException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw new UnencodableException(
          "a key of " + key.getClass().getName() + " can't be encoded: " + e, e);
    }
  }

  static byte[] text(String text) {
    if (!Text.isUtf8(text)) {
      return Text.chars(KeyTag.CHARS, text);
    }
    if (text.isEmpty() || text.charAt(0) < ' ') {
      return Text.utf8(KeyTag.TEXT, text);
    }
    return text.getBytes(UTF_8);
  }

  static byte[] decimal(byte tag, long number) {
    if (number == Long.MIN_VALUE) {
      return Text.ascii(tag, Long.toString(number));
    }
    long rest = Math.abs(number);
    int length = number < 0 ? 3 : 2;
    for (long left = rest; left >= 10; left /= 10) {
      length++;
    }
    byte[] bytes = new byte[length];
    bytes[0] = tag;
    int at = length;
    do {
      bytes[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    if (number < 0) {
      bytes[1] = '-';
    }
    return bytes;
  }

  @Override
  public Object decode(byte[] encoded) {
    try {
      KeyReader reader = new KeyReader(encoded, classes, allowed, serialization, maxDepth);
      Object key = reader.read(0, encoded.length, 0);
      if (key == null) {
        throw new UndecodableException("null is no key");
      }
      // Other bytes than ours, say 007 for 7, would name another entry than this key does.
      if (reader.isCanonical() && !Arrays.equals(form(key), encoded)) {
        throw new UndecodableException("not the canonical bytes of a key");
      }
      return key;
    } catch (UndecodableException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      // Constructors, class loading and parsers of others took part: anything may come out.
      throw new UndecodableException("not the bytes of a key: " + e, e);
    }
  }
}
