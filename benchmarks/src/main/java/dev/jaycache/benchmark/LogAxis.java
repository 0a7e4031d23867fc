package dev.jaycache.benchmark;

import java.util.Collection;

/**
 * A horizontal axis of powers of two. Immutable.
 *
 * @param left where it begins, px
 * @param width how long it is, px
 * @param lowest the exponent of its beginning
 * @param highest the exponent of its end
 */
record LogAxis(double left, double width, int lowest, int highest) {
  /** An axis that holds these ratios, and 1/2 to 2 in any case. */
  static LogAxis around(Collection<Double> ratios, double left, double width) {
    int lowest = -1;
    int highest = 1;
    for (double ratio : ratios) {
      if (ratio > 0) {
        lowest = Math.min(lowest, (int) Math.floor(log2(ratio)));
        highest = Math.max(highest, (int) Math.ceil(log2(ratio)));
      }
    }
    return new LogAxis(left, width, lowest, highest);
  }

  /** Where a ratio is, px. */
  double x(double ratio) {
    double exponent = Math.max(lowest, Math.min(highest, log2(ratio)));
    return left + width * (exponent - lowest) / (highest - lowest);
  }

  /** What stands under the mark of an exponent. */
  static String label(int exponent) {
    return exponent < 0 ? "1/" + (1 << -exponent) : Integer.toString(1 << exponent);
  }

  private static double log2(double ratio) {
    return Math.log(ratio) / Math.log(2);
  }
}
