package dev.jaycache.benchmark.near;

/**
 * What one JVM, or several, did in one round. Immutable.
 *
 * @param reads how many reads ended
 * @param writes how many writes ended
 * @param missed reads that found nothing
 * @param wrong reads that gave the value of another key
 * @param errors operations that threw
 * @param nanos how long it took, ns; of several the longest
 */
record MixRound(long reads, long writes, long missed, long wrong, long errors, long nanos) {
  static final MixRound NONE = new MixRound(0, 0, 0, 0, 0, 0);

  MixRound plus(MixRound other) {
    return new MixRound(
        reads + other.reads,
        writes + other.writes,
        missed + other.missed,
        wrong + other.wrong,
        errors + other.errors,
        Math.max(nanos, other.nanos));
  }

  long operations() {
    return reads + writes;
  }

  double perSecond() {
    return nanos == 0 ? 0 : operations() * 1e9 / nanos;
  }

  /** As {@link #parse} reads it. */
  String line() {
    return reads + " " + writes + " " + missed + " " + wrong + " " + errors + " " + nanos;
  }

  static MixRound parse(String line) {
    String[] words = line.split(" ", 6);
    return new MixRound(
        Long.parseLong(words[0]),
        Long.parseLong(words[1]),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]),
        Long.parseLong(words[4]),
        Long.parseLong(words[5]));
  }
}
