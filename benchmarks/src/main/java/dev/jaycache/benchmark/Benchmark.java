package dev.jaycache.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * The command: measures and writes the report as Markdown, JSON and SVG. Its exit status says
 * whether it could measure, not whether the goals are met.
 */
public final class Benchmark {
  private final Options options;
  private final Consumer<String> progress;

  Benchmark(Options options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Runs the command.
   *
   * @param arguments see {@link Options#USAGE}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (Arrays.asList(arguments).contains("--help")) {
      System.out.print(Options.USAGE);
      System.out.print(Studies.USAGE);
      return;
    }
    if (Studies.isAsked(arguments)) {
      System.exit(Studies.run(arguments));
      return;
    }
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(Options.USAGE);
      System.err.print(Studies.USAGE);
      System.exit(2);
      return;
    }
    Benchmark benchmark = new Benchmark(options, System.err::println);
    benchmark.write(benchmark.run());
    System.out.println(options.out().resolve("benchmark.md"));
    // A client may have left threads behind that are no daemons.
    System.exit(0);
  }

  /** Measures, on the given server or on some of its own. */
  Results run() throws InterruptedException {
    Instant begin = Instant.now();
    Measurement measurement = new Measurement(options, progress);
    Map<String, String> environment;
    List<Cell> cells;
    try (Site site = site()) {
      environment = environment(site);
      cells = measurement.run(site);
    }
    progress.accept("bytes per entry");
    List<Contender> contenders =
        options.arena().contenders().stream()
            .filter(contender -> cells.stream().anyMatch(cell -> cell.contender() == contender))
            .toList();
    List<MemoryUse> memory =
        new MemoryProbe(this::site, measurement.data(), options.sizes().memoryEntries())
            .measure(contenders, options.ttls());
    environment.put("took", begin.until(Instant.now(), ChronoUnit.SECONDS) + " s");
    return new Results(
        options.arena(), environment, contenders, cells, memory, measurement.absent());
  }

  private Site site() {
    Arena arena = options.arena();
    return options.server().map(arena::at).orElseGet(arena::start);
  }

  /** Writes every file of the report. */
  void write(Results results) throws IOException {
    Path out = Files.createDirectories(options.out());
    JsonReport.write(results, out.resolve("benchmark.json"));
    for (boolean ttl : results.ttls()) {
      Files.writeString(out.resolve(RatioChart.fileName(ttl)), new RatioChart(results, ttl).svg());
    }
    Files.writeString(out.resolve("benchmark.md"), MarkdownReport.of(results));
  }

  private Map<String, String> environment(Site site) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    all.put("server", site.description());
    all.putAll(machine(options.arena().store()));
    all.put(
        "data",
        "%d entries, values are Strings of %d ASCII characters, each contender's default codec"
            .formatted(options.sizes().keys(), Dataset.VALUE_LENGTH));
    all.put(
        "time to live", "ten minutes from the last write (ModifiedExpiryPolicy; PX or exptime)");
    all.put("threads", options.threadKind().option());
    all.put(
        "rounds",
        "at most %d of %d ms for each contender, after as long a warm-up"
            .formatted(options.rounds(), options.roundTime().toMillis()));
    return all;
  }

  /**
   * What every report says of where it was made.
   *
   * @param store whose clients are named
   */
  public static Map<String, String> machine(String store) {
    Map<String, String> all = new LinkedHashMap<>();
    String clients = versions().getProperty(store);
    if (clients != null) {
      all.put("clients", clients);
    }
    all.put(
        "Java", System.getProperty("java.vm.name") + ' ' + System.getProperty("java.vm.version"));
    all.put(
        "machine",
        "%s %s, %d processors, load average %.1f at the start"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    return all;
  }

  private static Properties versions() {
    Properties versions = new Properties();
    try (InputStream in =
        Objects.requireNonNull(Benchmark.class.getResourceAsStream("versions.properties"))) {
      versions.load(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return versions;
  }
}
