package dev.jaycache.config;

import java.util.Comparator;

/**
 * The name of a section of {@code caches}: a cache's name, or a pattern in which {@code *} stands
 * for any characters and {@code ?} for one. Immutable.
 *
 * @param text the name or pattern as it is written
 */
record NamePattern(String text) {
  /**
   * The more specific pattern first: the longer text before its first wildcard, then the more
   * characters that are no wildcard, then the fewer {@code *}, then by the alphabet.
   */
  static final Comparator<NamePattern> BY_SPECIFICITY =
      Comparator.comparingInt(NamePattern::literalPrefix)
          .thenComparingInt(NamePattern::literals)
          .reversed()
          .thenComparingLong(pattern -> pattern.text.chars().filter(c -> c == '*').count())
          .thenComparing(NamePattern::text);

  /** Whether this is the exact name of a cache, or a pattern that covers it. */
  boolean covers(String cache) {
    if (text.equals(cache)) {
      return true;
    }
    int at = 0;
    int in = 0;
    int star = -1;
    int resume = 0;
    while (in < cache.length()) {
      char wanted = at < text.length() ? text.charAt(at) : 0;
      if (at < text.length() && wanted == '*') {
        star = at++;
        resume = in;
      } else if (at < text.length() && (wanted == '?' || wanted == cache.charAt(in))) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        in = ++resume;
      } else {
        return false;
      }
    }
    return text.substring(at).chars().allMatch(c -> c == '*');
  }

  private int literalPrefix() {
    int end = 0;
    while (end < text.length() && !isWildcard(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private int literals() {
    return (int) text.chars().filter(c -> !isWildcard(c)).count();
  }

  private static boolean isWildcard(int character) {
    return character == '*' || character == '?';
  }
}
