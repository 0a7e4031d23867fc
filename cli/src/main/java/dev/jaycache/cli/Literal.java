package dev.jaycache.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** How words of the command line become keys and values. */
enum Literal {
  STRING {
    @Override
    Object parse(String text) {
      return text;
    }
  },
  INT {
    @Override
    Object parse(String text) {
      return Integer.valueOf(text);
    }
  },
  LONG {
    @Override
    Object parse(String text) {
      return Long.valueOf(text);
    }
  },
  DOUBLE {
    @Override
    Object parse(String text) {
      return Double.valueOf(text);
    }
  },
  BOOLEAN {
    @Override
    Object parse(String text) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException("neither true nor false");
      };
    }
  },
  UUID {
    @Override
    Object parse(String text) {
      return java.util.UUID.fromString(text);
    }
  },
  BYTES {
    @Override
    Object parse(String text) {
      return HexFormat.of().parseHex(text);
    }
  };

  abstract Object parse(String text);

  /**
   * A word as a key or value.
   *
   * @param what the word is, for the message, which does not repeat it
   * @throws MisuseException when it is none of this type
   */
  Object read(String text, String what) {
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new MisuseException(
          what
              + " is no "
              + name().toLowerCase(Locale.ROOT)
              + (this == BYTES ? " (hexadecimal)" : ""));
    }
  }

  /** A key or value as text; bytes that are no text are hexadecimal after {@code 0x}. */
  static String shown(Object value) {
    if (!(value instanceof byte[] bytes)) {
      return value.toString();
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return "0x" + HexFormat.of().formatHex(bytes);
    }
  }

  /** The same for JSON: numbers and flags stay what they are. */
  static Object plain(Object value) {
    boolean isNumber = value instanceof Number;
    return isNumber || value instanceof Boolean ? value : shown(value);
  }
}
