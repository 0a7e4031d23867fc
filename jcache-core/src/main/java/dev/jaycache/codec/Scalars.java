package dev.jaycache.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values that have a form of their own under every codec that takes any value: strings, numbers,
 * times and the like. Equal ones have equal bytes. Pure functions, safe for any number of threads.
 */
@SuppressWarnings("JavaUtilDate") // applications use it as key and value
final class Scalars {
  private Scalars() {}

  /** The body of a value, or null where it is no scalar. */
  static byte @Nullable [] encode(Object value) {
    if (value instanceof String text) {
      return text(text);
    }
    byte[] number = wholeNumber(value);
    if (number != null) {
      return number;
    }
    if (value instanceof byte[] bytes) {
      return Text.tagged(ValueTag.BYTES, bytes);
    } else if (value instanceof UUID uuid) {
      return body(ValueTag.UUID, 16)
          .putLong(uuid.getMostSignificantBits())
          .putLong(uuid.getLeastSignificantBits())
          .array();
    } else if (value instanceof Enum<?> constant) {
      return Text.utf8(ValueTag.ENUM, EnumText.of(constant));
    } else if (value instanceof Boolean truth) {
      return new byte[] {ValueTag.BOOLEAN, (byte) (truth ? 1 : 0)};
    } else if (value instanceof Double number2) {
      return body(ValueTag.DOUBLE, 8).putDouble(number2).array();
    } else if (value instanceof Float number2) {
      return body(ValueTag.FLOAT, 4).putFloat(number2).array();
    } else if (value instanceof Short number2) {
      return body(ValueTag.SHORT, 2).putShort(number2).array();
    } else if (value instanceof Byte number2) {
      return new byte[] {ValueTag.BYTE, number2};
    } else if (value instanceof Character character) {
      return body(ValueTag.CHAR, 2).putChar(character).array();
    }
    return big(value);
  }

  /** The body of a string. */
  static byte[] text(String text) {
    return Text.isUtf8(text) ? Text.utf8(ValueTag.TEXT, text) : Text.chars(ValueTag.CHARS, text);
  }

  /** The body of an Integer or a Long, or null. A server adds to these. */
  static byte @Nullable [] wholeNumber(Object value) {
    if (value instanceof Integer number) {
      return body(ValueTag.INT, 4).putInt(number).array();
    } else if (value instanceof Long number) {
      return body(ValueTag.LONG, 8).putLong(number).array();
    }
    return null;
  }

  private static byte @Nullable [] big(Object value) {
    Class<?> type = value.getClass();
    if (type == BigInteger.class) {
      return Text.tagged(ValueTag.BIG_INTEGER, ((BigInteger) value).toByteArray());
    } else if (type == BigDecimal.class) {
      BigDecimal number = (BigDecimal) value;
      byte[] digits = number.unscaledValue().toByteArray();
      return body(ValueTag.BIG_DECIMAL, 4 + digits.length)
          .putInt(number.scale())
          .put(digits)
          .array();
    } else if (type == Date.class) {
      return body(ValueTag.DATE, 8).putLong(((Date) value).getTime()).array();
    }
    String time = TimeText.of(value);
    return time == null ? null : Text.utf8(ValueTag.TIME, time);
  }

  private static ByteBuffer body(byte tag, int length) {
    return ByteBuffer.allocate(1 + length).put(tag);
  }

  /** Whether the body is one of these. */
  static boolean isScalar(byte[] body) {
    return body[0] >= ValueTag.TEXT && body[0] <= ValueTag.ENUM;
  }

  /** The value of a body; malformed bytes may end in any exception. */
  static Object decode(byte[] body, ClassFinder classes, AllowList allowed)
      throws ClassNotFoundException {
    int length = body.length;
    return switch (body[0]) {
      case ValueTag.TEXT -> Text.fromUtf8(body, 1, length);
      case ValueTag.CHARS -> Text.fromChars(body, 1, length);
      case ValueTag.BYTES -> Arrays.copyOfRange(body, 1, length);
      case ValueTag.BIG_INTEGER -> new BigInteger(body, 1, length - 1);
      case ValueTag.BIG_DECIMAL ->
          new BigDecimal(new BigInteger(body, 5, length - 5), ByteBuffer.wrap(body).getInt(1));
      case ValueTag.TIME -> TimeText.parse(Text.fromUtf8(body, 1, length));
      case ValueTag.ENUM -> EnumText.parse(Text.fromUtf8(body, 1, length), classes, allowed);
      default -> fixed(body[0], ByteBuffer.wrap(body, 1, length - 1));
    };
  }

  private static Object fixed(byte tag, ByteBuffer in) {
    Object value =
        switch (tag) {
          case ValueTag.INT -> in.getInt();
          case ValueTag.LONG -> in.getLong();
          case ValueTag.BOOLEAN -> truth(in.get());
          case ValueTag.BYTE -> in.get();
          case ValueTag.SHORT -> in.getShort();
          case ValueTag.CHAR -> in.getChar();
          case ValueTag.FLOAT -> in.getFloat();
          case ValueTag.DOUBLE -> in.getDouble();
          case ValueTag.UUID -> new UUID(in.getLong(), in.getLong());
          case ValueTag.DATE -> new Date(in.getLong());
          default -> throw new UndecodableException("a value of no known kind: " + tag);
        };
    if (in.hasRemaining()) {
      throw new UndecodableException("bytes after the end of a value");
    }
    return value;
  }

  private static boolean truth(byte code) {
    if (code != 0 && code != 1) {
      throw new UndecodableException("neither true nor false");
    }
    return code == 1;
  }
}
