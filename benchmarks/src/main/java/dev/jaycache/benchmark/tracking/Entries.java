package dev.jaycache.benchmark.tracking;

import java.util.List;

/** The entries at the server, and the commands for them, made beforehand. Immutable. */
final class Entries {
  static final String PREFIX = "track:";
  private static final int DIGITS = 8;
  private static final int VALUE_LENGTH = 100;

  private final byte[][] gets;
  private final byte[][] sets;

  /**
   * Commands.
   *
   * @param count how many entries; there is one more, with the number {@code count}, that no load
   *     touches
   */
  Entries(int count) {
    gets = new byte[count + 1][];
    sets = new byte[count + 1][];
    String value = "v".repeat(VALUE_LENGTH);
    for (int i = 0; i <= count; i++) {
      String key = PREFIX + "%0" + DIGITS + "d";
      gets[i] = Wire.command(List.of("GET", key.formatted(i)));
      sets[i] = Wire.command(List.of("SET", key.formatted(i), value));
    }
  }

  /** How many entries a load touches. */
  int size() {
    return gets.length - 1;
  }

  byte[] get(int number) {
    return gets[number];
  }

  byte[] set(int number) {
    return sets[number];
  }

  /** The number of a key as the server tells it; -1 for a key of others. */
  static int number(byte[] bytes, int from, int length) {
    if (length != PREFIX.length() + DIGITS) {
      return -1;
    }
    int number = 0;
    for (int i = from + PREFIX.length(); i < from + length; i++) {
      number = number * 10 + bytes[i] - '0';
    }
    return number;
  }
}
