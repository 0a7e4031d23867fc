package dev.jaycache.examples;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Writes what the quick start did, as plain ASCII. For one thread. It measures nothing. */
final class Report {
  private static final double NANOS_PER_MICRO = 1_000;
  private static final String INDENT = "   ";

  private final PrintStream out;
  private int step;

  Report(PrintStream out) {
    this.out = out;
  }

  /** What the next lines are about, with a number. */
  void step(String title) {
    out.println();
    out.println(++step + ". " + title);
  }

  /** A line, formatted as {@link String#format} does. */
  void line(String format, Object... arguments) {
    out.println(INDENT + String.format(Locale.ROOT, format, arguments));
  }

  /** A line that belongs to no step. */
  void plain(String text) {
    out.println(text);
  }

  /** A character as a line: code point, name, block, category. */
  void character(int codePoint, UnicodeCharacter character) {
    line(
        "U+%04X  %-28s %s, %s",
        codePoint, character.name(), block(character.block()), character.category());
  }

  /** The JDK's name of a block, for people. */
  static String block(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** A duration in seconds. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f s", nanos / (double) TimeUnit.SECONDS.toNanos(1));
  }

  /** The time of one operation of many. */
  static String each(long nanos, long count) {
    return String.format(Locale.ROOT, "%.1f us each", nanos / NANOS_PER_MICRO / Math.max(1, count));
  }
}
