package dev.jaycache.benchmark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The floors that a run did not meet. Beside each stands what the raw client does, and prebuilt
 * commands where they take part: a floor that these miss, too, is hard to meet. For one thread.
 */
final class MissedFloors {
  private final Results results;
  private final List<String> missed = new ArrayList<>();

  /** How many floors others miss, too, by who it is. */
  private final Map<Contender, Integer> shared = new HashMap<>();

  MissedFloors(Results results) {
    this.results = results;
  }

  /** One of speed. */
  void add(Work work, boolean ttl, int threads, Contender rival, Ratio ratio, Goal goal) {
    List<String> others = new ArrayList<>();
    for (Contender other : others()) {
      Optional<Ratio> theirs =
          other == rival ? Optional.empty() : results.ratio(work, ttl, threads, other, rival);
      if (theirs.isPresent()) {
        double median = theirs.get().median();
        others.add(String.format(Locale.ROOT, "%s: %.2f", other.label(), median));
        shared.merge(other, median < goal.floor() ? 1 : 0, Integer::sum);
      }
    }
    missed.add(
        String.format(
            Locale.ROOT,
            "%s, threads: %d, TTL %s: %.2f × %s, floor %.2f%s",
            work.label(),
            threads,
            ttl ? "on" : "off",
            ratio.median(),
            rival.label(),
            goal.floor(),
            others.isEmpty() ? "" : " (" + String.join("; ", others) + ")"));
  }

  /** Those who have nothing above them, or nothing at all: what they miss is hard to meet. */
  private List<Contender> others() {
    Arena arena = results.arena();
    return Stream.concat(Stream.of(arena.raw()), arena.ceiling().stream()).toList();
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
    StringBuilder count = new StringBuilder().append(missed.size());
    for (Contender other : others()) {
      int misses = shared.getOrDefault(other, 0);
      if (misses > 0) {
        count.append(
            "; %s alone would not meet %d of these either".formatted(other.label(), misses));
      }
    }
    lines.add(count.append('.').toString());
    lines.add("");
    missed.forEach(each -> lines.add("- " + each));
    if (!missed.isEmpty()) {
      lines.add("");
    }
    return lines;
  }
}
