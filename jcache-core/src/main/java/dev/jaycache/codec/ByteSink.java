package dev.jaycache.codec;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * Bytes that grow at their end. Not thread-safe: it belongs to one call. Unlike {@code
 * ByteArrayOutputStream} it takes no lock and writes lengths.
 */
final class ByteSink extends OutputStream {
  private byte[] bytes;
  private int size;

  ByteSink(int expected) {
    this.bytes = new byte[Math.max(expected, 16)];
  }

  @Override
  public void write(int b) {
    reserve(1);
    bytes[size++] = (byte) b;
  }

  @Override
  public void write(byte[] source) {
    write(source, 0, source.length);
  }

  @Override
  public void write(byte[] source, int from, int length) {
    reserve(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }

  /** A length in front of the bytes it is the length of: 7 bits a byte, low ones first. */
  void writeElement(byte[] element) {
    int rest = element.length;
    while (rest > 0x7f) {
      write(rest | 0x80);
      rest >>>= 7;
    }
    write(rest);
    write(element);
  }

  int size() {
    return size;
  }

  byte[] toBytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), growth(bytes.length)));
    }
  }

  private static int growth(int length) {
    return length > Integer.MAX_VALUE / 2 - 64 ? Integer.MAX_VALUE - 64 : length * 2;
  }
}
