package dev.jaycache.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the tables for people, with the goals and whether they are met. For one thread, once. */
final class MarkdownReport {
  private static final String NONE = "–";

  private final Results results;
  private final StringBuilder text = new StringBuilder();
  private final List<String> below = new ArrayList<>();

  private MarkdownReport(Results results) {
    this.results = results;
  }

  /** The report. */
  static String of(Results results) {
    MarkdownReport report = new MarkdownReport(results);
    report.head();
    for (boolean ttl : results.ttls()) {
      report.speed(ttl);
    }
    report.lost();
    report.memory();
    report.belowFloor();
    report.faults();
    return report.text.toString();
  }

  private void line(String words) {
    text.append(words).append('\n');
  }

  private void head() {
    line("# Benchmark");
    line("");
    results.environment().forEach((name, value) -> line("- %s: %s".formatted(name, value)));
    results.absent().forEach(each -> line("- did not take part: %s".formatted(each)));
    line("");
    line("Operations per second are the median of the rounds. In each round the contenders run");
    line(
        "one after another, in changing order, on one server. A ratio is JayCache's rate divided by");
    line(
        "the other's in the same round: the median of the rounds and, in parentheses, the quartiles.");
    line("Wide quartiles mean a busy machine. Every round's figures are in `benchmark.json`.");
    line("");
  }

  private void speed(boolean ttl) {
    line("## %s".formatted(ttl ? "With a time to live" : "Without a time to live"));
    line("");
    line("![Ratios](%s)".formatted(RatioChart.fileName(ttl)));
    line("");
    line(
        "| operation | threads | %s | ÷ raw | floor, aim | | ÷ Redisson | floor, aim | |"
            .formatted(
                Contender.RAW.label()
                    + " | "
                    + Contender.JAYCACHE.label()
                    + " | "
                    + Contender.REDISSON.label()));
    line("|---|--:|--:|--:|--:|--:|---|---|--:|---|---|");
    for (Work work : results.works()) {
      for (int threads : results.threads()) {
        speedRow(work, ttl, threads);
      }
    }
    line("");
  }

  private void speedRow(Work work, boolean ttl, int threads) {
    StringBuilder row = new StringBuilder("| " + work.label() + " | " + threads);
    for (Contender contender : Contender.values()) {
      row.append(" | ")
          .append(
              results
                  .cell(work, ttl, threads, contender)
                  .map(cell -> number(cell.median()))
                  .orElse(NONE));
    }
    for (Contender rival : Contender.rivals()) {
      Optional<Ratio> ratio = results.ratio(work, ttl, threads, rival);
      Optional<Goal> goal = Goal.of(work, ttl, threads, rival);
      row.append(" | ").append(ratio.map(MarkdownReport::spread).orElse(NONE));
      row.append(" | ").append(goal.map(MarkdownReport::goal).orElse(""));
      row.append(" | ");
      if (ratio.isPresent() && goal.isPresent()) {
        Goal.Standing standing = goal.get().of(ratio.get().median());
        row.append(standing.words());
        if (standing == Goal.Standing.BELOW) {
          below.add(
              "%s, threads: %d, TTL %s: %s × %s, floor %s"
                  .formatted(
                      work.label(),
                      threads,
                      onOff(ttl),
                      ratio(ratio.get().median()),
                      rival.label(),
                      ratio(goal.get().floor())));
        }
      }
    }
    line(row + " |");
  }

  private void lost() {
    List<Cell> counters =
        results.cells().stream()
            .filter(cell -> cell.work().kind() == Work.Kind.COUNTER)
            .filter(cell -> cell.lost() != 0)
            .toList();
    line("## Lost updates");
    line("");
    for (Contender contender : results.contenders()) {
      List<Cell> all =
          results.cells().stream().filter(cell -> cell.contender() == contender).toList();
      line(
          "- %s: %d of %d increments"
              .formatted(
                  contender.label(),
                  all.stream().mapToLong(Cell::lost).sum(),
                  all.stream().mapToLong(Cell::increments).sum()));
    }
    line("");
    if (!counters.isEmpty()) {
      line("| where | threads | TTL | contender | increments | lost |");
      line("|---|--:|---|---|--:|--:|");
      for (Cell cell : counters) {
        line(
            "| %s | %d | %s | %s | %d | %d |"
                .formatted(
                    cell.work().label(),
                    cell.threads(),
                    onOff(cell.ttl()),
                    cell.contender().label(),
                    cell.increments(),
                    cell.lost()));
      }
      line("");
    }
  }

  private void memory() {
    if (results.memory().isEmpty()) {
      return;
    }
    line("## Bytes in Redis per entry");
    line("");
    line(
        "The growth of `used_memory`, less the buffers of connections; all keys and values of one length.");
    line("");
    line("| TTL | %s | ÷ raw | floor, aim | |".formatted(contenderLabels()));
    line("|---|--:|--:|--:|--:|---|---|");
    for (boolean ttl : results.ttls()) {
      memoryRow(ttl);
    }
    line("");
  }

  private void memoryRow(boolean ttl) {
    StringBuilder row = new StringBuilder("| " + onOff(ttl));
    for (Contender contender : Contender.values()) {
      row.append(" | ")
          .append(
              results
                  .memory(contender, ttl)
                  .map(use -> String.format(Locale.ROOT, "%.0f", use.bytesPerEntry()))
                  .orElse(NONE));
    }
    Optional<MemoryUse> ours = results.memory(Contender.SUBJECT, ttl);
    Optional<MemoryUse> raw = results.memory(Contender.RAW, ttl);
    if (ours.isPresent() && raw.isPresent()) {
      double ratio = ours.get().bytesPerEntry() / raw.get().bytesPerEntry();
      row.append(" | ").append(ratio(ratio));
      if (ttl) {
        Goal.Standing standing = Goal.MEMORY.ofCost(ratio);
        row.append(" | ").append(goal(Goal.MEMORY)).append(" | ").append(standing.words());
        if (standing == Goal.Standing.BELOW) {
          below.add("bytes per entry: " + ratio(ratio) + " × " + Contender.RAW.label());
        }
      } else {
        row.append(" | | ");
      }
    } else {
      row.append(" | " + NONE + " | | ");
    }
    line(row + " |");
  }

  private void belowFloor() {
    line("## Floors that are not met yet");
    line("");
    if (results.contenders().contains(Contender.SUBJECT)) {
      line("%d.".formatted(below.size()));
    } else {
      line("Not known: %s did not take part.".formatted(Contender.SUBJECT.label()));
    }
    line("");
    below.forEach(each -> line("- %s".formatted(each)));
    if (!below.isEmpty()) {
      line("");
    }
  }

  private void faults() {
    List<Cell> faulty = results.cells().stream().filter(cell -> cell.faults() != 0).toList();
    if (faulty.isEmpty()) {
      return;
    }
    line("## Wrong answers and exceptions");
    line("");
    for (Cell cell : faulty) {
      line(
          "- %s, %s, %d threads, TTL %s: %d, first: %s"
              .formatted(
                  cell.contender().label(),
                  cell.work().label(),
                  cell.threads(),
                  onOff(cell.ttl()),
                  cell.faults(),
                  cell.firstFault()));
    }
    line("");
  }

  private static String contenderLabels() {
    return Arrays.stream(Contender.values())
        .map(Contender::label)
        .collect(Collectors.joining(" | "));
  }

  private static String number(double perSecond) {
    return String.format(Locale.ROOT, perSecond >= 1_000 ? "%,.0f" : "%.1f", perSecond);
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }

  private static String spread(Ratio ratio) {
    return "%s (%s–%s)".formatted(ratio(ratio.median()), ratio(ratio.low()), ratio(ratio.high()));
  }

  private static String onOff(boolean ttl) {
    return ttl ? "on" : "off";
  }

  private static String goal(Goal goal) {
    return String.format(Locale.ROOT, "%.2f, %.2f", goal.floor(), goal.aim());
  }
}
