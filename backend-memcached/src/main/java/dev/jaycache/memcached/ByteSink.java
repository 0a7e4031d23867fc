package dev.jaycache.memcached;

import java.util.Arrays;

/** A byte array that grows. For one thread. */
final class ByteSink {
  private byte[] bytes;
  private int size;

  ByteSink(int expected) {
    this.bytes = new byte[expected];
  }

  ByteSink put(int b) {
    room(1);
    bytes[size++] = (byte) b;
    return this;
  }

  ByteSink put(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
    return this;
  }

  /** Text of ASCII characters. */
  ByteSink put(String ascii) {
    int length = ascii.length();
    room(length);
    for (int i = 0; i < length; i++) {
      bytes[size + i] = (byte) ascii.charAt(i);
    }
    size += length;
    return this;
  }

  ByteSink putShort(int value) {
    return put(value >> 8).put(value);
  }

  ByteSink putInt(int value) {
    return putShort(value >> 16).putShort(value);
  }

  ByteSink putLong(long value) {
    return putInt((int) (value >> 32)).putInt((int) value);
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }

  /** The bytes so far. */
  byte[] bytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }
}
