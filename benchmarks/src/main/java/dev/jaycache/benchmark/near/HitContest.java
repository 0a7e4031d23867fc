package dev.jaycache.benchmark.near;

import dev.jaycache.benchmark.Ratio;
import dev.jaycache.benchmark.StudyOptions;
import dev.jaycache.benchmark.StudyReport;
import dev.jaycache.testkit.server.CommandCounter;
import dev.jaycache.testkit.server.RedisProcess;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * All contenders with values of one type. For one thread, once.
 *
 * @param <V> the type of values
 */
final class HitContest<V> {
  /** Of raw Caffeine's rate on one thread: what is too slow, and what is aimed at. */
  private static final double FLOOR = 0.3;

  private static final double AIM = 0.7;

  /** Of the rate without statistics. */
  private static final double STATISTICS_FLOOR = 0.75;

  private static final int READS = 65_536;
  private static final int TRIES = 50;
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration TINY = Duration.ofMillis(50);

  private final RedisProcess server;
  private final StudyOptions options;
  private final StudyReport report;
  private final Values<V> values;
  private final String[] keys;
  private final String[] reads;
  private final List<Entrant<V>> entrants = new ArrayList<>();

  /**
   * What is kept.
   *
   * @param label in reports
   * @param of the value of each number
   * @param <V> the type of values
   */
  record Values<V>(String label, Class<V> type, IntFunction<V> of) {}

  /** A contender in this contest. */
  private static final class Entrant<V> {
    private final HitContender contender;
    private final NearTarget<V> target;
    private final List<HitRound> rounds = new ArrayList<>();
    private long commands;

    Entrant(HitContender contender, NearTarget<V> target) {
      this.contender = contender;
      this.target = target;
    }

    double[] rates() {
      return rounds.stream().mapToDouble(HitRound::perSecond).toArray();
    }

    double bytesPerRead() {
      return Ratio.median(rounds.stream().mapToDouble(HitRound::bytesPerRead).toArray());
    }

    double cpuNanosPerRead() {
      return Ratio.median(rounds.stream().mapToDouble(HitRound::cpuNanosPerRead).toArray());
    }

    double commandsPerThousandReads() {
      return 1_000.0 * commands / rounds.stream().mapToLong(HitRound::reads).sum();
    }

    long missed() {
      return rounds.stream().mapToLong(HitRound::missed).sum();
    }
  }

  HitContest(RedisProcess server, StudyOptions options, StudyReport report, Values<V> values) {
    this.server = server;
    this.options = options;
    this.report = report;
    this.values = values;
    this.keys = Words.keys(options.keys());
    this.reads = Words.reads(keys, READS);
  }

  /** Opens and fills all of them, measures with each number of threads, and tells. */
  void run() throws InterruptedException {
    server.cli("FLUSHALL");
    try {
      for (HitContender contender : HitContender.values()) {
        report.progress(values.label() + ": " + contender.label());
        open(contender);
      }
      for (int threads : options.threads()) {
        report.progress(values.label() + ": " + threads + " threads");
        measure(threads);
      }
    } finally {
      entrants.forEach(entrant -> entrant.target.close());
    }
  }

  private void open(HitContender contender) throws InterruptedException {
    URI uri = URI.create(server.uri() + "/" + contender.database());
    // Nearly full, so that what is asked for most has to be known, as in an application.
    NearTarget<V> target = contender.open(uri, values.type(), options.keys() * 5 / 4);
    entrants.add(new Entrant<>(contender, target));
    for (int i = 0; i < keys.length; i++) {
      target.put(keys[i], values.of().apply(i));
    }
    check(contender, target);
    untilAllAreNear(contender, target);
    warmUp(target);
  }

  /** What is measured is told only of who gives right answers; it also fills the near cache. */
  private void check(HitContender contender, NearTarget<V> target) {
    for (int i = 0; i < keys.length; i++) {
      V value = target.get(keys[i]);
      if (!values.of().apply(i).equals(value)) {
        throw new IllegalStateException(contender.label() + " has under " + keys[i] + ": " + value);
      }
    }
  }

  /** Own writes that the server tells of late may end a copy again. */
  private void untilAllAreNear(HitContender contender, NearTarget<V> target) {
    long asked = 1;
    try (CommandCounter counter = new CommandCounter(server)) {
      for (int i = 0; i < TRIES && asked != 0; i++) {
        counter.reset();
        target.read(keys, 0, keys.length);
        Map<String, Long> calls = counter.calls();
        asked = calls.getOrDefault("get", 0L) + calls.getOrDefault("hget", 0L);
      }
    }
    if (asked != 0) {
      throw new IllegalStateException(
          contender.label() + " still asks the server: " + asked + " reads");
    }
  }

  private void warmUp(NearTarget<V> target) throws InterruptedException {
    // A tiny run says nothing of speed, and has no time.
    Duration given = options.roundTime();
    boolean asGiven = given.compareTo(TINY) < 0 || given.compareTo(WARM_UP) > 0;
    Duration time = asGiven ? given : WARM_UP;
    new HitLoad(target, reads).run(1, time);
    new HitLoad(target, reads).run(2, time.dividedBy(2));
  }

  private void measure(int threads) throws InterruptedException {
    for (Entrant<V> entrant : entrants) {
      entrant.rounds.clear();
      entrant.commands = 0;
    }
    List<Entrant<V>> order = new ArrayList<>(entrants);
    try (CommandCounter counter = new CommandCounter(server)) {
      for (int i = 0; i < options.rounds(); i++) {
        for (Entrant<V> entrant : order) {
          counter.reset();
          entrant.rounds.add(new HitLoad(entrant.target, reads).run(threads, options.roundTime()));
          entrant.commands += counter.total();
        }
        Collections.reverse(order);
        if (i % 2 == 1) {
          Collections.rotate(order, 1);
        }
      }
    }
    tell(threads);
  }

  private Optional<Entrant<V>> entrant(HitContender contender) {
    return entrants.stream().filter(each -> each.contender == contender).findFirst();
  }

  private void tell(int threads) {
    double[] raw = entrant(HitContender.CAFFEINE).orElseThrow().rates();
    List<List<String>> rows = new ArrayList<>();
    for (Entrant<V> entrant : entrants) {
      Ratio ratio = Ratio.of(entrant.rates(), raw);
      double median = Ratio.median(entrant.rates());
      rows.add(
          List.of(
              entrant.contender.label(),
              StudyReport.number(median),
              StudyReport.number(threads * 1e9 / median),
              StudyReport.number(entrant.cpuNanosPerRead()),
              StudyReport.spread(ratio),
              String.format(Locale.ROOT, "%.1f", entrant.bytesPerRead()),
              String.format(Locale.ROOT, "%.4f", entrant.commandsPerThousandReads()),
              goal(entrant.contender, threads, ratio)));
      figures(threads, entrant);
    }
    report.table(
        "%s, %d thread%s".formatted(values.label(), threads, threads == 1 ? "" : "s"),
        List.of(
            "",
            "reads/s",
            "ns × thread",
            "CPU ns/read",
            "÷ raw Caffeine",
            "bytes/read",
            "commands/1,000 reads",
            "floor, aim"),
        rows);
    Ratio cost =
        Ratio.of(
            entrant(HitContender.JAYCACHE_STATISTICS).orElseThrow().rates(),
            entrant(HitContender.JAYCACHE).orElseThrow().rates());
    report.text(
        "Statistics on ÷ off: %s; floor %.2f: %s."
            .formatted(
                StudyReport.spread(cost),
                STATISTICS_FLOOR,
                cost.median() >= STATISTICS_FLOOR ? "met" : "**below floor**"));
  }

  private static String goal(HitContender contender, int threads, Ratio ratio) {
    if (contender != HitContender.JAYCACHE || threads != 1) {
      return "";
    }
    String standing =
        ratio.median() >= AIM
            ? "aim met"
            : ratio.median() >= FLOOR ? "floor met" : "**below floor**";
    return "%.1f, %.1f: %s".formatted(FLOOR, AIM, standing);
  }

  private void figures(int threads, Entrant<V> entrant) {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("values", values.label());
    named.put("threads", threads);
    named.put("contender", entrant.contender.label());
    named.put("medianPerSecond", Ratio.median(entrant.rates()));
    named.put("cpuNanosPerRead", entrant.cpuNanosPerRead());
    named.put("bytesPerRead", entrant.bytesPerRead());
    named.put("commandsPerThousandReads", entrant.commandsPerThousandReads());
    named.put("missed", entrant.missed());
    named.put("roundsPerSecond", entrant.rates());
    report.figures(named);
  }
}
