package dev.jaycache.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The floors that a run did not meet. Where the raw client falls short of a rival by as much, that
 * is said beside it: whatever stands above that client can't do better than it does. For one
 * thread.
 */
final class MissedFloors {
  private final Results results;
  private final List<String> missed = new ArrayList<>();
  private int rawMisses;

  MissedFloors(Results results) {
    this.results = results;
  }

  /** One of speed. */
  void add(Work work, boolean ttl, int threads, Contender rival, Ratio ratio, Goal goal) {
    StringBuilder words = new StringBuilder();
    words.append(
        String.format(
            Locale.ROOT,
            "%s, threads: %d, TTL %s: %.2f × %s, floor %.2f",
            work.label(),
            threads,
            ttl ? "on" : "off",
            ratio.median(),
            rival.label(),
            goal.floor()));
    Contender raw = results.arena().raw();
    Optional<Ratio> rawRatio =
        rival == raw ? Optional.empty() : results.ratio(work, ttl, threads, raw, rival);
    if (rawRatio.isPresent()) {
      double median = rawRatio.get().median();
      words.append(String.format(Locale.ROOT, " (%s itself: %.2f)", raw.label(), median));
      rawMisses += median < goal.floor() ? 1 : 0;
    }
    missed.add(words.toString());
  }

  /** One of bytes per entry. */
  void addMemory(double ratio) {
    missed.add(
        String.format(
            Locale.ROOT, "bytes per entry: %.2f × %s", ratio, results.arena().raw().label()));
  }

  /** The lines of the report. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    Arena arena = results.arena();
    if (!results.contenders().contains(arena.subject())) {
      lines.add("Not known: %s did not take part.".formatted(arena.subject().label()));
      lines.add("");
      return lines;
    }
    lines.add(missed.size() + (rawMisses == 0 ? "." : "; " + rawMisses + beyondRaw(arena)));
    lines.add("");
    missed.forEach(each -> lines.add("- " + each));
    if (!missed.isEmpty()) {
      lines.add("");
    }
    return lines;
  }

  private static String beyondRaw(Arena arena) {
    return " of these are floors that %s, without anything above it, does not meet either."
        .formatted(arena.raw().label());
  }
}
