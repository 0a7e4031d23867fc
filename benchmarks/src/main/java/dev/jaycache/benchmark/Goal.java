package dev.jaycache.benchmark;

/**
 * What a ratio should be at least, or a cost at most. Immutable. Each {@link Arena} has its table.
 *
 * @param floor below this the work is too slow
 * @param aim what it should reach
 */
record Goal(double floor, double aim) {
  /** How a ratio that should be high does. */
  Standing of(double ratio) {
    return ratio >= aim ? Standing.AIM : ratio >= floor ? Standing.FLOOR : Standing.BELOW;
  }

  /** How a ratio that should be low does. */
  Standing ofCost(double ratio) {
    return ratio <= aim ? Standing.AIM : ratio <= floor ? Standing.FLOOR : Standing.BELOW;
  }

  /** Whether floor and aim are met. */
  enum Standing {
    AIM("aim met"),
    FLOOR("floor met"),
    BELOW("**below floor**");

    private final String words;

    Standing(String words) {
      this.words = words;
    }

    /** As the report says it. */
    String words() {
      return words;
    }
  }
}
