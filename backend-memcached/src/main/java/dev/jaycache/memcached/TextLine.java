package dev.jaycache.memcached;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A line of the text protocol, read where it stands: replies are many, and most of their words are
 * only compared. For one thread.
 */
final class TextLine {
  /** Longer lines than memcached writes: a key, three numbers, an error text. */
  private static final int LONGEST = 4096;

  private ByteBuffer in = ByteBuffer.allocate(0);
  private int at;
  private int end;

  /**
   * Goes to the next line, and takes it from the buffer, whose content has to stay as it is until
   * the line is read.
   *
   * @return false where it is not whole yet
   * @throws Wire.NoReplyException when it is none
   */
  boolean next(ByteBuffer buffer) {
    int from = buffer.position();
    int limit = buffer.limit();
    for (int i = from; i < limit; i++) {
      if (buffer.get(i) == '\n') {
        if (i == from || buffer.get(i - 1) != '\r') {
          throw new Wire.NoReplyException("a line without its end");
        }
        in = buffer;
        at = from;
        end = i - 1;
        buffer.position(i + 1);
        return true;
      }
    }
    if (limit - from > LONGEST) {
      throw new Wire.NoReplyException("a line without end");
    }
    return false;
  }

  /** Whether what is left of it is a text of ASCII characters. */
  boolean is(String text) {
    return end - at == text.length() && goesOnWith(text);
  }

  /** Whether what is left of it begins with a text of ASCII characters. */
  boolean goesOnWith(String text) {
    int length = text.length();
    if (end - at < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (in.get(at + i) != (byte) text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Takes a text of ASCII characters, if it goes on with that. */
  boolean take(String text) {
    if (!goesOnWith(text)) {
      return false;
    }
    at += text.length();
    return true;
  }

  /** Takes a word and the space behind it, if it goes on with that. */
  boolean takeWord(String word) {
    int behind = at + word.length();
    if (behind >= end || in.get(behind) != ' ' || !goesOnWith(word)) {
      return false;
    }
    at = behind + 1;
    return true;
  }

  /**
   * Takes a number without sign, and the space behind it where there is one.
   *
   * @throws Wire.NoReplyException when there is none
   */
  long number() {
    int from = at;
    long number = 0;
    while (at < end && in.get(at) != ' ') {
      int digit = in.get(at++) - '0';
      if (digit < 0 || digit > 9 || at - from > 20) {
        throw new Wire.NoReplyException("no number where one should be");
      }
      number = number * 10 + digit;
    }
    if (at == from) {
      throw new Wire.NoReplyException("no number where one should be");
    }
    if (at < end) {
      at++;
    }
    return number;
  }

  /** Whether nothing is left of it. */
  boolean isOver() {
    return at == end;
  }

  /** What is left of it. */
  String text() {
    byte[] bytes = new byte[end - at];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = in.get(at + i);
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
