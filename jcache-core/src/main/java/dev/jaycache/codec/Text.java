package dev.jaycache.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Strings as bytes, without loss. Pure functions, safe for any number of threads. */
final class Text {
  private Text() {}

  /** Whether UTF-8 can carry the string: it has no unpaired surrogate. */
  static boolean isUtf8(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < length
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  static byte[] utf8(byte tag, String text) {
    return tagged(tag, text.getBytes(UTF_8));
  }

  /** For text of ASCII characters only. */
  static byte[] ascii(byte tag, String text) {
    return tagged(tag, text.getBytes(ISO_8859_1));
  }

  /** UTF-16, for strings that UTF-8 can't carry. */
  static byte[] chars(byte tag, String text) {
    byte[] bytes = new byte[1 + 2 * text.length()];
    bytes[0] = tag;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes[1 + 2 * i] = (byte) (c >> 8);
      bytes[2 + 2 * i] = (byte) c;
    }
    return bytes;
  }

  static byte[] tagged(byte tag, byte[] payload) {
    byte[] bytes = new byte[1 + payload.length];
    bytes[0] = tag;
    System.arraycopy(payload, 0, bytes, 1, payload.length);
    return bytes;
  }

  /**
   * The string that stands from a position up to another.
   *
   * @throws UndecodableException where the bytes are no UTF-8
   */
  static String fromUtf8(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, UTF_8);
    if (text.indexOf('\uFFFD') >= 0
        && !Arrays.equals(text.getBytes(UTF_8), Arrays.copyOfRange(bytes, from, to))) {
      throw new UndecodableException("a text that is not UTF-8");
    }
    return text;
  }

  static String fromChars(byte[] bytes, int from, int to) {
    if ((to - from & 1) != 0) {
      throw new UndecodableException("half a character");
    }
    char[] chars = new char[(to - from) / 2];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) ((bytes[from + 2 * i] & 0xff) << 8 | (bytes[from + 2 * i + 1] & 0xff));
    }
    return new String(chars);
  }
}
