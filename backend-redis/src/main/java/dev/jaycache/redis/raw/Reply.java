package dev.jaycache.redis.raw;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered, with its type, by RESP2 and RESP3 alike. Immutable.
 *
 * <p>Single values are read by {@link #value()}, {@link #bytes()}, {@link #asLong()}, {@link
 * #asDouble()} and {@link #asBoolean()}, which also read a number or a flag that stands as text:
 * servers that speak RESP2 send them so. What holds several has a {@link #size()}, and its elements
 * are {@link #at}, {@link #value(int)}, {@link #type(int)}; the pairs of a map, which RESP2 sends
 * as an array, are {@link #fields()}.
 *
 * <p>What was asked of a reply of another kind is an {@link IllegalStateException} that says what
 * it is. An error gives no value: to ask it for one throws an {@link ErrorReplyException}.
 *
 * <p>The types: <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">Redis
 * serialization protocol specification</a>.
 */
public sealed interface Reply {
  /** What it is. */
  ReplyType type();

  /**
   * The bytes of a single value: of a number or a flag, its text.
   *
   * @return null for nothing
   */
  default byte @Nullable [] bytes() {
    String value = value();
    return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A single value as text, bytes as UTF-8.
   *
   * @return null for nothing
   */
  default @Nullable String value() {
    throw new IllegalStateException(
        "a reply of type "
            + type()
            + " with "
            + size()
            + " elements is no single value; right is value(n), at(n) or fields()");
  }

  /** A whole number, also one that stands as text. */
  default long asLong() {
    String value = value();
    try {
      return Long.parseLong(String.valueOf(value));
    } catch (NumberFormatException e) {
      throw none("whole number of 64 bits");
    }
  }

  /** A number, also one that stands as text; {@code inf}, {@code -inf} and {@code nan} are some. */
  default double asDouble() {
    String value = String.valueOf(value());
    try {
      return switch (value) {
        case "inf", "+inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        case "nan", "-nan" -> Double.NaN;
        default -> Double.parseDouble(value);
      };
    } catch (NumberFormatException e) {
      throw none("number");
    }
  }

  /** A flag; in RESP2 that is 1 or 0. {@code OK} is true. */
  default boolean asBoolean() {
    return switch (String.valueOf(value())) {
      case "1", "true", "OK" -> true;
      case "0", "false" -> false;
      default -> throw none("flag");
    };
  }

  private IllegalStateException none(String what) {
    return new IllegalStateException("a reply of type " + type() + " is no " + what);
  }

  /** What it holds; of a map, as in RESP2: key, value, key, value. Nothing for single values. */
  default List<Reply> elements() {
    return List.of();
  }

  /** How many {@link #elements()} it holds. */
  default int size() {
    return elements().size();
  }

  /**
   * An element, from 0.
   *
   * @throws IndexOutOfBoundsException when there are fewer
   */
  default Reply at(int n) {
    return elements().get(n);
  }

  /**
   * The single value of an element, from 0: {@code at(n).value()}.
   *
   * @throws IndexOutOfBoundsException when there are fewer
   */
  default @Nullable String value(int n) {
    return at(n).value();
  }

  /**
   * What an element is, from 0: {@code at(n).type()}.
   *
   * @throws IndexOutOfBoundsException when there are fewer
   */
  default ReplyType type(int n) {
    return at(n).type();
  }

  /**
   * Pairs by their first parts as text, in their order: those of a map, or of an array that RESP2
   * has instead.
   */
  default Map<String, Reply> fields() {
    List<Reply> elements = elements();
    if (elements.size() % 2 != 0 || !(this instanceof Pairs || this instanceof Items)) {
      throw none("map");
    }
    Map<String, Reply> fields = new LinkedHashMap<>();
    for (int i = 0; i < elements.size(); i += 2) {
      fields.put(String.valueOf(elements.get(i).value()), elements.get(i + 1));
    }
    return fields;
  }

  /** What the server said of an error; empty for all else. */
  default String info() {
    return "";
  }

  /** Whether it is nothing. */
  default boolean isNull() {
    return type() == ReplyType.NULL;
  }

  /** Whether it is an error. */
  default boolean isError() {
    return type() == ReplyType.ERROR;
  }

  /**
   * This reply, unless it is an error.
   *
   * @throws ErrorReplyException when it is
   */
  default Reply orThrow() {
    return this;
  }

  /** Nothing. */
  record Nil() implements Reply {
    @Override
    public ReplyType type() {
      return ReplyType.NULL;
    }

    @Override
    public @Nullable String value() {
      return null;
    }
  }

  /**
   * A status.
   *
   * @param text the whole of it
   */
  record Status(String text) implements Reply {
    @Override
    public ReplyType type() {
      return ReplyType.STATUS;
    }

    @Override
    public String value() {
      return text;
    }
  }

  /** Bytes, or a text and its format. Equal to those with equal bytes and format. */
  final class Bulk implements Reply {
    private final byte[] bytes;
    private final @Nullable String format;

    /**
     * Bytes.
     *
     * @param bytes not to be changed later
     * @param format of a verbatim string, such as {@code txt}; null: of no such
     */
    public Bulk(byte[] bytes, @Nullable String format) {
      this.bytes = bytes;
      this.format = format;
    }

    @Override
    public ReplyType type() {
      return format == null ? ReplyType.BULK : ReplyType.VERBATIM;
    }

    /** The format of a verbatim string, such as {@code txt} or {@code mkd}; empty for all else. */
    public String format() {
      return format == null ? "" : format;
    }

    /** A copy. */
    @Override
    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public String value() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Bulk bulk
          && Arrays.equals(bytes, bulk.bytes)
          && format().equals(bulk.format());
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    /** How many bytes there are, not which. */
    @Override
    public String toString() {
      return type() + "[" + bytes.length + " bytes]";
    }
  }

  /** A whole number of 64 bits. */
  record Whole(long number) implements Reply {
    @Override
    public ReplyType type() {
      return ReplyType.INTEGER;
    }

    @Override
    public String value() {
      return Long.toString(number);
    }
  }

  /** A whole number of any size. */
  record Big(BigInteger number) implements Reply {
    @Override
    public ReplyType type() {
      return ReplyType.BIG_NUMBER;
    }

    @Override
    public String value() {
      return number.toString();
    }
  }

  /**
   * A floating-point number.
   *
   * @param text as the server wrote it
   */
  record Real(String text) implements Reply {
    @Override
    public ReplyType type() {
      return ReplyType.DOUBLE;
    }

    @Override
    public String value() {
      return text;
    }
  }

  /** True or false. */
  record Flag(boolean flag) implements Reply {
    @Override
    public ReplyType type() {
      return ReplyType.BOOLEAN;
    }

    @Override
    public String value() {
      return Boolean.toString(flag);
    }
  }

  /**
   * An array, a set or a push.
   *
   * @param type which of them
   * @param elements in the order in which they came
   */
  record Items(ReplyType type, List<Reply> elements) implements Reply {
    /** With a copy of the list. */
    public Items {
      elements = List.copyOf(elements);
    }
  }

  /** A map, in the order in which it came. */
  record Pairs(List<Pair> pairs) implements Reply {
    /** With a copy of the list. */
    public Pairs {
      pairs = List.copyOf(pairs);
    }

    @Override
    public ReplyType type() {
      return ReplyType.MAP;
    }

    @Override
    public List<Reply> elements() {
      List<Reply> flat = new ArrayList<>(2 * pairs.size());
      for (Pair pair : pairs) {
        flat.add(pair.key());
        flat.add(pair.value());
      }
      return flat;
    }

    @Override
    public int size() {
      return 2 * pairs.size();
    }
  }

  /** A pair of a map. */
  record Pair(Reply key, Reply value) {}

  /**
   * An error.
   *
   * @param text all that the server said; it may repeat arguments of the command
   */
  record Failure(String text) implements Reply {
    /** What arguments follow; "can't" has no quote. */
    private static final Pattern ARGUMENTS = Pattern.compile(", with args|[\"`]|(?<!n)'|'(?!t )");

    @Override
    public ReplyType type() {
      return ReplyType.ERROR;
    }

    /** The first word, such as {@code WRONGTYPE}. */
    public String code() {
      int end = text.indexOf(' ');
      return end < 0 ? text : text.substring(0, end);
    }

    @Override
    public String info() {
      return text;
    }

    /** What the server said up to where it repeats arguments, or quotes anything. */
    String withoutArguments() {
      return ARGUMENTS.split(text, 2)[0].stripTrailing();
    }

    @Override
    public @Nullable String value() {
      throw new ErrorReplyException("the reply is an error", this);
    }

    @Override
    public Reply orThrow() {
      throw new ErrorReplyException("the reply is an error", this);
    }
  }
}
