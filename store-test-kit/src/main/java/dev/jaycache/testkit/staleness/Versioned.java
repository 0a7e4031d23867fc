package dev.jaycache.testkit.staleness;

/** How keys and versions stand in a cache: each value names its key. Stateless. */
final class Versioned {
  private static final char BETWEEN = ':';

  private Versioned() {}

  static String key(int number) {
    return "k" + number;
  }

  static String value(int key, int version) {
    return key(key) + BETWEEN + version;
  }

  /**
   * The version that a value is.
   *
   * @throws IllegalStateException where it is no value of this key
   */
  static int version(int key, String value) {
    String own = key(key) + BETWEEN;
    if (!value.startsWith(own)) {
      throw new IllegalStateException(key(key) + " was answered by \"" + value + '"');
    }
    return Integer.parseInt(value.substring(own.length()));
  }
}
