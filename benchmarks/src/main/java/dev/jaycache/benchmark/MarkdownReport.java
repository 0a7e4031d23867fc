package dev.jaycache.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the tables for people, with the goals and whether they are met. For one thread, once. */
final class MarkdownReport {
  private static final String NONE = "–";

  private final Results results;
  private final Arena arena;
  private final StringBuilder text = new StringBuilder();
  private final MissedFloors missed;

  private MarkdownReport(Results results) {
    this.results = results;
    this.arena = results.arena();
    this.missed = new MissedFloors(results);
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
    line("# Benchmark on %s".formatted(arena.store()));
    line("");
    results.environment().forEach((name, value) -> line("- %s: %s".formatted(name, value)));
    results.absent().forEach(each -> line("- did not take part: %s".formatted(each)));
    line("");
    line("Operations per second are the median of the rounds. In each round the contenders run");
    line(
        "one after another, in changing order, on one machine. A ratio is JayCache's rate divided by");
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
    StringBuilder heads = new StringBuilder("| operation | threads | " + contenderLabels());
    StringBuilder rule = new StringBuilder("|---|--:" + contenderColumns());
    for (Contender rival : arena.rivals()) {
      boolean goals = hasGoals(rival, ttl);
      heads.append(" | ÷ ").append(rival.label()).append(goals ? " | floor, aim | " : "");
      rule.append("|--:").append(goals ? "|---|---" : "");
    }
    arena
        .variant()
        .ifPresent(
            variant -> {
              heads.append(" | %s ÷ %s".formatted(variant.label(), arena.raw().label()));
              rule.append("|--:");
            });
    line(heads + " |");
    line(rule + "|");
    for (Work work : results.works()) {
      for (int threads : results.threads()) {
        speedRow(work, ttl, threads);
      }
    }
    line("");
  }

  private boolean hasGoals(Contender rival, boolean ttl) {
    return results.works().stream()
        .anyMatch(
            work ->
                results.threads().stream()
                    .anyMatch(threads -> arena.goal(work, ttl, threads, rival).isPresent()));
  }

  private void speedRow(Work work, boolean ttl, int threads) {
    StringBuilder row = new StringBuilder("| " + work.label() + " | " + threads);
    for (Contender contender : arena.contenders()) {
      row.append(" | ")
          .append(
              results
                  .cell(work, ttl, threads, contender)
                  .map(cell -> number(cell.median()))
                  .orElse(NONE));
    }
    for (Contender rival : arena.rivals()) {
      Optional<Ratio> ratio = results.ratio(work, ttl, threads, rival);
      Optional<Goal> goal = arena.goal(work, ttl, threads, rival);
      row.append(" | ").append(ratio.map(MarkdownReport::spread).orElse(NONE));
      if (!hasGoals(rival, ttl)) {
        continue;
      }
      row.append(" | ").append(goal.map(MarkdownReport::goal).orElse(""));
      row.append(" | ");
      if (ratio.isPresent() && goal.isPresent()) {
        Goal.Standing standing = goal.get().of(ratio.get().median());
        row.append(standing.words());
        if (standing == Goal.Standing.BELOW) {
          missed.add(work, ttl, threads, rival, ratio.get(), goal.get());
        }
      }
    }
    arena
        .variant()
        .ifPresent(
            variant ->
                row.append(" | ")
                    .append(
                        results
                            .ratio(work, ttl, threads, variant, arena.raw())
                            .map(MarkdownReport::spread)
                            .orElse(NONE)));
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
    line("## Bytes per entry at the server");
    line("");
    line(arena.memoryMeaning());
    line("All keys and values are of one length.");
    line("");
    line("| TTL | %s | ÷ %s | floor, aim | |".formatted(contenderLabels(), arena.raw().label()));
    line("|---" + contenderColumns() + "|--:|---|---|");
    for (boolean ttl : results.ttls()) {
      memoryRow(ttl);
    }
    line("");
  }

  private void memoryRow(boolean ttl) {
    StringBuilder row = new StringBuilder("| " + onOff(ttl));
    for (Contender contender : arena.contenders()) {
      row.append(" | ")
          .append(
              results
                  .memory(contender, ttl)
                  .map(use -> String.format(Locale.ROOT, "%.0f", use.bytesPerEntry()))
                  .orElse(NONE));
    }
    Optional<MemoryUse> ours = results.memory(arena.subject(), ttl);
    Optional<MemoryUse> raw = results.memory(arena.raw(), ttl);
    if (ours.isPresent() && raw.isPresent()) {
      double ratio = ours.get().bytesPerEntry() / raw.get().bytesPerEntry();
      row.append(" | ").append(ratio(ratio));
      Optional<Goal> goal = arena.memoryGoal(ttl);
      if (goal.isPresent()) {
        Goal.Standing standing = goal.get().ofCost(ratio);
        row.append(" | ").append(goal(goal.get())).append(" | ").append(standing.words());
        if (standing == Goal.Standing.BELOW) {
          missed.addMemory(ratio);
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
    missed.lines().forEach(this::line);
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

  private String contenderColumns() {
    return "|--:".repeat(arena.contenders().size());
  }

  private String contenderLabels() {
    return arena.contenders().stream().map(Contender::label).collect(Collectors.joining(" | "));
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
