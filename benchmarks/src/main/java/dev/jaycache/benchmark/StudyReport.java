package dev.jaycache.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** What a study found: tables for people, and every round's figures as JSON. For one thread. */
public final class StudyReport {
  private final String study;
  private final Consumer<String> progress;
  private final Instant begin = Instant.now();
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final List<Map<String, Object>> figures = new ArrayList<>();
  private final StringBuilder body = new StringBuilder();

  /**
   * An empty report.
   *
   * @param progress is told in a line what is being measured
   */
  public StudyReport(String study, Consumer<String> progress) {
    this.study = study;
    this.progress = progress;
    facts.put("date", begin.truncatedTo(ChronoUnit.SECONDS).toString());
    facts.putAll(Benchmark.machine(study));
  }

  /** Tells whoever waits what is being measured. */
  public void progress(String what) {
    progress.accept(what);
  }

  /** A line of the head: machine, server, how it was measured. */
  public void fact(String name, String value) {
    facts.put(name, value);
  }

  /** Some sentences. */
  public void text(String sentences) {
    body.append(sentences.strip()).append("\n\n");
  }

  /** A table; all columns but the first are numbers. */
  public void table(String title, List<String> heads, List<List<String>> rows) {
    body.append("## ").append(title).append("\n\n");
    body.append("| ").append(String.join(" | ", heads)).append(" |\n|---");
    body.append("|--:".repeat(heads.size() - 1)).append("|\n");
    rows.forEach(row -> body.append("| ").append(String.join(" | ", row)).append(" |\n"));
    body.append('\n');
  }

  /** Figures of one round or contender, for the JSON. */
  public void figures(Map<String, Object> named) {
    figures.add(new LinkedHashMap<>(named));
  }

  /** All figures so far. */
  public List<Map<String, Object>> figures() {
    return List.copyOf(figures);
  }

  /** Lines, a heading, the facts and all that was told. */
  public String markdown() {
    StringBuilder all = new StringBuilder("# Benchmark: " + study + "\n\n");
    facts.forEach((name, value) -> all.append("- %s: %s\n".formatted(name, value)));
    return all.append('\n').append(body).toString();
  }

  /**
   * Writes both files.
   *
   * @return the one for people
   */
  public Path write(Path folder) throws IOException {
    fact("took", begin.until(Instant.now(), ChronoUnit.SECONDS) + " s");
    Files.createDirectories(folder);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("study", study);
    all.put("environment", facts);
    all.put("figures", figures);
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(folder.resolve("benchmark.json").toFile(), all);
    return Files.writeString(folder.resolve("benchmark.md"), markdown());
  }

  /** A number as people read it: with separators above a thousand, with decimals below ten. */
  public static String number(double number) {
    double size = Math.abs(number);
    String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, number);
  }

  /** A ratio with its quartiles. */
  public static String spread(Ratio ratio) {
    return String.format(
        Locale.ROOT, "%.3f (%.3f–%.3f)", ratio.median(), ratio.low(), ratio.high());
  }
}
