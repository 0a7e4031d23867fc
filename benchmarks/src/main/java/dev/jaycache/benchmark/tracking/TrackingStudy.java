package dev.jaycache.benchmark.tracking;

import dev.jaycache.benchmark.Ratio;
import dev.jaycache.benchmark.Study;
import dev.jaycache.benchmark.StudyOptions;
import dev.jaycache.benchmark.StudyReport;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the ways to be told of changes cost a server, for several numbers of JVMs: figures to choose
 * a default by. Ways take turns, round by round, each time on a fresh server. Stateless.
 */
public final class TrackingStudy implements Study {
  private static final int PROBES = 100;
  private static final int FEW_PROBES = 10;

  /** A column: its heading, and the figure's name. */
  private record Column(String head, String figure) {}

  private static final List<Column> WRITES =
      List.of(
          new Column("writes/s", "writesPerSecond"),
          new Column("reads/s", "readsPerSecond"),
          new Column("reads at the server/write", "readsAtServerPerWrite"),
          new Column("messages/write", "messagesPerWrite"),
          new Column("keys told/write", "keysToldPerWrite"),
          new Column("server's CPU µs/write", "cpuMicrosPerWrite"));
  private static final List<Column> MIXED =
      List.of(
          new Column("operations/s", "mixedPerSecond"),
          new Column("hits", "mixedHits"),
          new Column("messages/write", "mixedMessagesPerWrite"),
          new Column("server's CPU µs/operation", "mixedCpuMicrosPerOperation"));
  private static final List<Column> MEMORY =
      List.of(
          new Column("memory beside entries, KiB", "memoryKiB"),
          new Column("all memory under writes, KiB", "peakMemoryKiB"),
          new Column("tracked keys", "trackedKeys"),
          new Column("readers of keys", "trackedItems"),
          new Column("prefixes", "trackedPrefixes"),
          new Column("tracking connections", "trackingClients"));
  private static final List<Column> DELAYS =
      List.of(
          new Column("median, µs", "delayMicrosMedian"),
          new Column("99th percentile, µs", "delayMicros99"));

  @Override
  public String name() {
    return "tracking";
  }

  @Override
  public StudyOptions defaults(boolean quick) {
    return quick
        ? StudyOptions.of(1, 500, List.of(1), List.of(1, 10))
        : StudyOptions.of(3, 2_000, List.of(1), List.of(1, 10, 50));
  }

  @Override
  public void run(StudyOptions options, StudyReport report) throws InterruptedException {
    describe(options, report);
    Entries entries = new Entries(options.keys());
    int probes = options.roundTime().toMillis() < 100 ? FEW_PROBES : PROBES;
    Map<Integer, Map<TrackingMode, List<Map<String, Double>>>> all = new LinkedHashMap<>();
    for (int jvms : options.jvms()) {
      List<TrackingMode> order = new ArrayList<>(List.of(TrackingMode.values()));
      for (int i = 0; i < options.rounds(); i++) {
        for (TrackingMode mode : order) {
          report.progress("%d JVMs, %s, round %d".formatted(jvms, mode.label(), i + 1));
          Map<String, Double> found =
              new Trial(mode, jvms, entries, options.roundTime(), probes).run();
          all.computeIfAbsent(jvms, any -> new EnumMap<>(TrackingMode.class))
              .computeIfAbsent(mode, any -> new ArrayList<>())
              .add(found);
          Map<String, Object> named = new LinkedHashMap<>();
          named.put("jvms", jvms);
          named.put("tracking", mode.label());
          named.put("round", i + 1);
          named.putAll(found);
          report.figures(named);
        }
        Collections.rotate(order, 1);
      }
    }
    table(report, all, "Writes at full speed, reads at 10,000/s of each JVM", WRITES);
    table(report, all, "95 % reads, 5 % writes, at full speed", MIXED);
    table(report, all, "Memory of the server", MEMORY);
    table(report, all, "From a write's acknowledgment to the message's arrival", DELAYS);
  }

  private static void describe(StudyOptions options, StudyReport report) {
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS)) {
      String text = server.cli("INFO", "server");
      int at = text.indexOf("redis_version:") + "redis_version:".length();
      report.fact(
          "server",
          "Redis %s, loopback, a fresh one for each round"
              .formatted(text.substring(at, text.indexOf('\r', at))));
    }
    report.fact("data", "%d entries of 100 bytes".formatted(options.keys()));
    report.fact(
        "rounds",
        "%d of %d ms for each load and way"
            .formatted(options.rounds(), options.roundTime().toMillis()));
    report.text(
        """
        A JVM is two connections here: one that reads and writes, and one that is told of changes. All
        of them, their copies and one writer live in one process on the server's machine, so
        rates are for comparison, and the server's own CPU time is the firmest figure. Each
        JVM has copies of all entries at the start; a read without a copy is a `GET`. Keys by Zipf's
        law (s = 0.99). *Broadcast* is `CLIENT TRACKING ON BCAST PREFIX` on the told connection, as
        JayCache does; *per key* is `CLIENT TRACKING ON REDIRECT` on the other; *none* tells nobody,
        so its copies grow old: the cost of all the rest. Figures are medians of the rounds. The CPU
        time contains that of the reads which the changes bring about. The delay is measured beside
        1,000 other writes a second, for each JVM; the server sends the message before the reply, and
        below zero is a message that was read before it.
        """);
  }

  private static void table(
      StudyReport report,
      Map<Integer, Map<TrackingMode, List<Map<String, Double>>>> all,
      String title,
      List<Column> columns) {
    List<String> heads = new ArrayList<>(List.of("JVMs, tracking"));
    columns.forEach(column -> heads.add(column.head()));
    List<List<String>> rows = new ArrayList<>();
    all.forEach(
        (jvms, modes) ->
            modes.forEach(
                (mode, rounds) -> {
                  if (!rounds.get(0).containsKey(columns.get(0).figure())) {
                    return;
                  }
                  List<String> row = new ArrayList<>(List.of(jvms + ", " + mode.label()));
                  for (Column column : columns) {
                    row.add(
                        StudyReport.number(
                            Ratio.median(
                                rounds.stream()
                                    .mapToDouble(round -> round.getOrDefault(column.figure(), 0.0))
                                    .toArray())));
                  }
                  rows.add(row);
                }));
    report.table(title, heads, rows);
  }
}
