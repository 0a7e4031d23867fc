package dev.jaycache.redis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a command such as {@code "HMGET user:%s name %s"} into words, and puts in the arguments,
 * each kept whole. Pure. It knows no commands.
 */
final class CommandFormat {
  private final String format;
  private final @Nullable Object[] arguments;
  private final List<byte[]> words = new ArrayList<>();
  private @Nullable ByteArrayOutputStream word;
  private int used;

  private CommandFormat(String format, @Nullable Object[] arguments) {
    this.format = format;
    this.arguments = arguments;
  }

  /**
   * The words.
   *
   * @throws IllegalArgumentException when there are none, or the arguments do not fit
   */
  static List<byte[]> words(String format, @Nullable Object... arguments) {
    return new CommandFormat(format, arguments).split();
  }

  /**
   * A text, bytes or a number as bytes.
   *
   * @param what what it is, for a message
   * @throws IllegalArgumentException when it is none of these
   */
  static byte[] bytes(@Nullable Object argument, String what) {
    if (argument instanceof byte[] bytes) {
      return bytes;
    }
    if (argument instanceof CharSequence
        || argument instanceof Number
        || argument instanceof Character) {
      return argument.toString().getBytes(StandardCharsets.UTF_8);
    }
    throw new IllegalArgumentException(
        what
            + " is "
            + (argument == null ? "null" : "a " + argument.getClass().getName())
            + "; right is a text, a byte[] or a number");
  }

  private List<byte[]> split() {
    for (int i = 0; i < format.length(); ) {
      int c = format.codePointAt(i);
      i += Character.charCount(c);
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        endWord();
      } else if (c == '%') {
        placeholder(i);
        i++;
      } else {
        append(Character.toString(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    endWord();
    if (used != arguments.length) {
      throw new IllegalArgumentException(
          "the command "
              + shown()
              + " takes "
              + used
              + " arguments and got "
              + arguments.length
              + "; right is one for each %s");
    }
    if (words.isEmpty()) {
      throw new IllegalArgumentException("the command is empty; right is its name, such as PING");
    }
    return words;
  }

  private void placeholder(int at) {
    char kind = at < format.length() ? format.charAt(at) : ' ';
    if (kind == '%') {
      append(new byte[] {'%'});
    } else if (kind == 's') {
      append(argument());
    } else {
      throw new IllegalArgumentException(
          "the command "
              + shown()
              + " has a % at character "
              + at
              + " that is none of ours; right is %s for an argument and %% for a percent sign");
    }
  }

  private byte[] argument() {
    int n = used++;
    if (n >= arguments.length) {
      throw new IllegalArgumentException(
          "the command "
              + shown()
              + " has more than "
              + arguments.length
              + " times %s, and got only that many arguments");
    }
    return bytes(arguments[n], "argument " + (n + 1) + " of the command " + shown());
  }

  private String shown() {
    return '"' + format + '"';
  }

  private void append(byte[] bytes) {
    if (word == null) {
      word = new ByteArrayOutputStream();
    }
    word.writeBytes(bytes);
  }

  private void endWord() {
    if (word != null) {
      words.add(word.toByteArray());
      word = null;
    }
  }
}
