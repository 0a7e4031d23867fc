package dev.jaycache.benchmark.tracking;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * Reads what the server pushes to one connection: RESP3 pushes of invalidations, in pieces as they
 * come. For one thread.
 */
final class Pushes {
  private static final int ROOM = 1 << 16;

  /** What a message says: the numbers of keys. */
  interface Told {
    void keys(int[] numbers, int count);
  }

  private byte[] bytes = new byte[ROOM];
  private int from;
  private int to;
  private int at;
  private int[] numbers = new int[16];
  private int count;

  /**
   * Reads what has come and tells each message that is whole.
   *
   * @return false at the end of the connection
   */
  boolean read(SocketChannel channel, Told told) throws IOException {
    makeRoom();
    int read = channel.read(ByteBuffer.wrap(bytes, to, bytes.length - to));
    if (read < 0) {
      return false;
    }
    to += read;
    while (message()) {
      from = at;
      told.keys(numbers, count);
    }
    return true;
  }

  private void makeRoom() {
    if (from == to) {
      from = 0;
      to = 0;
    } else if (to == bytes.length) {
      if (from == 0) {
        bytes = Arrays.copyOf(bytes, 2 * bytes.length);
      } else {
        System.arraycopy(bytes, from, bytes, 0, to - from);
        to -= from;
        from = 0;
      }
    }
  }

  /** Whether there is a whole message; then {@code at} is behind it. */
  private boolean message() throws IOException {
    at = from;
    count = 0;
    if (header('>') < 0) {
      return false;
    }
    int kind = header('$');
    if (kind < 0 || !skip(kind)) {
      return false;
    }
    if (at < to && bytes[at] == '_') {
      // Everything was flushed.
      return header('_') >= 0;
    }
    int keys = header('*');
    if (keys < 0) {
      return false;
    }
    for (int i = 0; i < keys; i++) {
      int length = header('$');
      int begin = at;
      if (length < 0 || !skip(length)) {
        return false;
      }
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
      }
      numbers[count++] = Entries.number(bytes, begin, length);
    }
    return true;
  }

  private boolean skip(int length) {
    at += length + 2;
    return at <= to;
  }

  /** The number of a line of a kind; -1 where the line is not whole yet. */
  private int header(int kind) throws IOException {
    int number = 0;
    for (int i = at; i < to; i++) {
      if (i == at) {
        if (bytes[i] != kind) {
          throw new IOException("no push: '" + (char) bytes[i] + "' instead of '" + (char) kind);
        }
      } else if (bytes[i] == '\n') {
        at = i + 1;
        return number;
      } else if (bytes[i] != '\r') {
        number = number * 10 + bytes[i] - '0';
      }
    }
    return -1;
  }
}
