package dev.jaycache.benchmark;

import java.util.List;

/**
 * One contender's rounds of one work. Immutable.
 *
 * @param work what was done
 * @param ttl whether the entries had a time to live
 * @param threads by how many threads
 * @param contender by whom
 * @param rounds each round, in order
 * @param increments increments that ended without an exception, those of the warm-up too
 * @param lost how many of them are missing from the counters in the end
 */
record Cell(
    Work work,
    boolean ttl,
    int threads,
    Contender contender,
    List<Round> rounds,
    long increments,
    long lost) {
  Cell {
    rounds = List.copyOf(rounds);
  }

  /** The median of the rounds' operations per second. */
  double median() {
    return Ratio.median(rounds.stream().mapToDouble(Round::perSecond).toArray());
  }

  /** Operations that threw or gave a wrong answer. */
  long faults() {
    return rounds.stream().mapToLong(round -> round.errors() + round.wrong()).sum();
  }

  /** The first exception, or what else was wrong; empty where nothing was. */
  String firstFault() {
    if (faults() == 0) {
      return "";
    }
    return rounds.stream()
        .map(Round::firstError)
        .filter(error -> error != null)
        .findFirst()
        .orElse("a wrong answer");
  }
}
