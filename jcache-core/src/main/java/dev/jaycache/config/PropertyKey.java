package dev.jaycache.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the key of a property as a path: parts between dots, where a part in double quotes may have
 * dots itself. Stateless, safe for any number of threads. Unlike HOCON it leaves {@code *} and
 * {@code ?} alone.
 */
final class PropertyKey {
  private PropertyKey() {}

  /** The parts of a key. A quote that is not closed ends with the key. */
  static List<String> split(String key) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '.' && !quoted) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }
}
