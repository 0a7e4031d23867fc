package dev.jaycache.benchmark.near;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Numbers of which some are asked for much more often than others, as Zipf's law has it: the n-th
 * with a weight of 1 ÷ n^s. Immutable.
 */
public final class Zipf {
  private final double[] below;

  /**
   * A distribution.
   *
   * @param count over 0 to {@code count - 1}; 0 is asked for most
   * @param skew the exponent s
   */
  public Zipf(int count, double skew) {
    below = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += 1 / Math.pow(i + 1.0, skew);
      below[i] = sum;
    }
    for (int i = 0; i < count; i++) {
      below[i] /= sum;
    }
  }

  /** Drawn beforehand, so that drawing is not measured. */
  public int[] draw(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) {
      int found = Arrays.binarySearch(below, random.nextDouble());
      drawn[i] = Math.min(below.length - 1, found < 0 ? -found - 1 : found);
    }
    return drawn;
  }
}
