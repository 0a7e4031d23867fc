package dev.jaycache.benchmark;

/**
 * Says how many rounds a contest may have, so that the whole measurement keeps to its limit also on
 * a busy machine. For one thread, once.
 */
final class Pace {
  private static final int FEWEST = 2;

  private final Options options;
  private final long begin = System.nanoTime();
  private int contestsLeft;
  private int roundsGiven;
  private long lastAsked = begin;
  private double nanosPerRound;

  Pace(Options options, int contests) {
    this.options = options;
    this.contestsLeft = contests;
    this.nanosPerRound = options.roundTime().toNanos();
  }

  /**
   * The rounds of the next contest, once for each contest.
   *
   * @param contenders how many take part
   */
  int nextRounds(int contenders) {
    long now = System.nanoTime();
    if (roundsGiven > 0) {
      // What the last contest cost weighs as much as all before it: works differ.
      double last = (now - lastAsked) / (double) (contenders * (roundsGiven + 1));
      nanosPerRound = (nanosPerRound + last) / 2;
    }
    lastAsked = now;
    double share = (options.limit().toNanos() - (now - begin)) / (double) contestsLeft--;
    int affordable = (int) (share / (nanosPerRound * contenders)) - 1;
    roundsGiven = Math.max(FEWEST, Math.min(options.rounds(), affordable));
    return roundsGiven;
  }
}
