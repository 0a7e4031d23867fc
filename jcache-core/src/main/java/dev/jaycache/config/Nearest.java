package dev.jaycache.config;

import java.util.Collection;
import java.util.Locale;

/**
 * Finds the known name that a mistyped one most probably means, by edit distance. Stateless, safe
 * for any number of threads. It does not say whether the two are close.
 */
final class Nearest {
  private Nearest() {}

  /** The nearest of at least one known dotted name; among equally near ones the first. */
  static String of(String mistyped, Collection<String> known) {
    String nearest = "";
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(mistyped, candidate);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** A setting in the wrong section is as near as one with two wrong letters. */
  private static int distance(String mistyped, String candidate) {
    int whole = edits(letters(mistyped), letters(candidate));
    int end = edits(letters(lastPart(mistyped)), letters(lastPart(candidate)));
    return end <= 2 ? Math.min(whole * 4, (end + 2) * 4 + 1) : whole * 4;
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /** Insertions, deletions, substitutions, and swaps of neighbours. */
  private static int edits(String from, String to) {
    int[] beforeLast = new int[to.length() + 1];
    int[] last = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[to.length()];
  }
}
