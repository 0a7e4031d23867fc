package dev.jaycache.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much faster one contender was than another: the ratio of each round, in which both ran close
 * to each other in time, so that a busy spell of the machine hits both. Immutable.
 *
 * @param low the lower quartile of the rounds' ratios
 * @param median their median
 * @param high the upper quartile
 */
public record Ratio(double low, double median, double high) {
  /** Compares two contenders of one contest, round by round. */
  static Ratio of(List<Round> ours, List<Round> theirs) {
    return of(
        ours.stream().mapToDouble(Round::perSecond).toArray(),
        theirs.stream().mapToDouble(Round::perSecond).toArray());
  }

  /** Compares the rates of rounds; those in which the other did nothing are left out. */
  public static Ratio of(double[] ours, double[] theirs) {
    double[] sorted =
        IntStream.range(0, Math.min(ours.length, theirs.length))
            .filter(i -> theirs[i] > 0)
            .mapToDouble(i -> ours[i] / theirs[i])
            .sorted()
            .toArray();
    return new Ratio(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
  }

  /** The median of any figures; 0 of none. */
  public static double median(double... figures) {
    return quantile(0.5, figures);
  }

  /**
   * A quantile of any figures; 0 of none.
   *
   * @param part from 0, the lowest, to 1, the highest
   */
  public static double quantile(double part, double... figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return quantile(sorted, part);
  }

  private static double quantile(double[] sorted, double part) {
    if (sorted.length == 0) {
      return 0;
    }
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
