package dev.jaycache.benchmark.near;

import dev.jaycache.benchmark.Ratio;
import dev.jaycache.benchmark.Study;
import dev.jaycache.benchmark.StudyOptions;
import dev.jaycache.benchmark.StudyReport;
import dev.jaycache.testkit.server.CommandCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What a near hit costs: every entry is in the process, and is read again and again. Contenders
 * take turns, round by round. Stateless.
 */
public final class NearStudy implements Study {
  /** Of raw Caffeine's rate on one thread: what is too slow, and what is aimed at. */
  private static final double FLOOR = 0.3;

  private static final double AIM = 0.7;

  /** Of the rate without statistics. */
  private static final double STATISTICS_FLOOR = 0.75;

  private static final int READS = 65_536;
  private static final int TRIES = 20;
  private static final int VALUE_LENGTH = 100;
  private static final Duration WARM_UP = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "near";
  }

  @Override
  public StudyOptions defaults(boolean quick) {
    return quick
        ? StudyOptions.of(5, 100, List.of(1), List.of(1))
        : StudyOptions.of(11, 200, List.of(1, 2, 8), List.of(1));
  }

  @Override
  public void run(StudyOptions options, StudyReport report) throws InterruptedException {
    try (RedisProcess server = RedisProcess.start(Flavor.REDIS)) {
      report.fact("server", version(server) + ", loopback, a database for each contender");
      report.fact(
          "data",
          "%d entries, all of them in the process; text: Strings of %d ASCII characters; record: a"
                  .formatted(options.keys(), VALUE_LENGTH)
              + " String of 60, a long and a LocalDate; each contender's default codec (Jedis: Java"
              + " serialisation by its user)");
      report.fact(
          "rounds",
          "%d of %d ms for each contender, after a warm-up of at least as long"
              .formatted(options.rounds(), options.roundTime().toMillis()));
      report.text(
          """
          A step is a batch of %,d reads in a loop of the contender's own, over keys that were chosen
          before, uniformly, and that are equal to those put and other objects. So what the
          harness adds is below a nanosecond for each read, for all alike. Contenders take turns, in
          changing order; a ratio is that of rates in the same round: the median of the rounds and,
          in parentheses, the quartiles. Bytes are what the reading threads allocated
          (`ThreadMXBean.getCurrentThreadAllocatedBytes`). Commands are what the server ran meanwhile,
          for anybody: none means that all were hits.
          """
              .formatted(HitLoad.BATCH));
      new Contest<>(server, options, report, "text", String.class, NearStudy::text).run();
      new Contest<>(server, options, report, "record", Article.class, Article::of).run();
    }
  }

  private static String text(int number) {
    return Words.text(number, VALUE_LENGTH);
  }

  /** Name and version. */
  static String version(RedisProcess server) {
    Map<String, String> info = new LinkedHashMap<>();
    server
        .cli("INFO", "server")
        .lines()
        .map(line -> line.split(":", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> info.put(pair[0], pair[1]));
    return info.containsKey("valkey_version")
        ? "Valkey " + info.get("valkey_version")
        : "Redis " + info.get("redis_version");
  }

  /**
   * All contenders with values of one type. For one thread, once.
   *
   * @param <V> the type of values
   */
  private static final class Contest<V> {
    private final RedisProcess server;
    private final StudyOptions options;
    private final StudyReport report;
    private final String kind;
    private final Class<V> type;
    private final IntFunction<V> values;
    private final String[] keys;
    private final String[] reads;
    private final Map<HitContender, NearTarget<V>> targets = new EnumMap<>(HitContender.class);
    private final Map<HitContender, String> absent = new EnumMap<>(HitContender.class);

    Contest(
        RedisProcess server,
        StudyOptions options,
        StudyReport report,
        String kind,
        Class<V> type,
        IntFunction<V> values) {
      this.server = server;
      this.options = options;
      this.report = report;
      this.kind = kind;
      this.type = type;
      this.values = values;
      this.keys = Words.keys(options.keys());
      this.reads = Words.reads(keys, READS);
    }

    void run() throws InterruptedException {
      server.cli("FLUSHALL");
      try {
        for (HitContender contender : HitContender.values()) {
          report.progress(kind + ": " + contender.label());
          open(contender);
        }
        for (int threads : options.threads()) {
          report.progress(kind + ": " + threads + " threads");
          measure(threads);
        }
      } finally {
        targets.values().forEach(NearTarget::close);
      }
      absent.forEach(
          (contender, why) ->
              report.text("Did not take part: %s: %s".formatted(contender.label(), why)));
    }

    private void open(HitContender contender) throws InterruptedException {
      URI uri = URI.create(server.uri() + "/" + contender.database());
      NearTarget<V> target;
      try {
        target = contender.open(uri, type, 2 * options.keys());
      } catch (RuntimeException e) {
        absent.put(contender, e.toString());
        return;
      }
      try {
        if (target instanceof JCacheNear<V> near && contender.label().startsWith("JayCache")) {
          near.awaitProof();
        }
        for (int i = 0; i < keys.length; i++) {
          target.put(keys[i], values.apply(i));
        }
        check(target);
        untilAllAreNear(target);
        warmUp(target);
        targets.put(contender, target);
      } catch (RuntimeException e) {
        absent.put(contender, e.toString());
        target.close();
      }
    }

    /** What is measured is told only of who gives right answers; it also fills the near cache. */
    private void check(NearTarget<V> target) {
      for (int i = 0; i < keys.length; i++) {
        V value = target.get(keys[i]);
        if (!values.apply(i).equals(value)) {
          throw new IllegalStateException("under " + keys[i] + " is " + value);
        }
      }
    }

    /** Own writes that the server tells of, and messages that are late, may end a copy again. */
    private void untilAllAreNear(NearTarget<V> target) {
      long commands = 1;
      try (CommandCounter counter = new CommandCounter(server)) {
        for (int i = 0; i < TRIES && commands != 0; i++) {
          counter.reset();
          target.read(keys, 0, keys.length);
          Map<String, Long> calls = counter.calls();
          commands = calls.getOrDefault("get", 0L) + calls.getOrDefault("hget", 0L);
        }
      }
      if (commands != 0) {
        throw new IllegalStateException("the server is still asked: " + commands + " commands");
      }
    }

    private void warmUp(NearTarget<V> target) throws InterruptedException {
      Duration roundTime = options.roundTime();
      // A tiny run says nothing of speed, and has no time.
      boolean tiny = roundTime.toMillis() < 50;
      Duration time = tiny || roundTime.compareTo(WARM_UP) > 0 ? roundTime : WARM_UP;
      new HitLoad(target, reads).run(1, time);
      new HitLoad(target, reads).run(2, time.dividedBy(2));
    }

    private void measure(int threads) throws InterruptedException {
      Map<HitContender, List<HitRound>> rounds = new EnumMap<>(HitContender.class);
      Map<HitContender, Long> commands = new EnumMap<>(HitContender.class);
      List<HitContender> order = new ArrayList<>(targets.keySet());
      try (CommandCounter counter = new CommandCounter(server)) {
        for (int i = 0; i < options.rounds(); i++) {
          for (HitContender contender : order) {
            counter.reset();
            HitRound round =
                new HitLoad(targets.get(contender), reads).run(threads, options.roundTime());
            commands.merge(contender, counter.total(), Long::sum);
            rounds.computeIfAbsent(contender, any -> new ArrayList<>()).add(round);
          }
          Collections.reverse(order);
          if (i % 2 == 1) {
            Collections.rotate(order, 1);
          }
        }
      }
      tell(threads, rounds, commands);
    }

    private void tell(
        int threads,
        Map<HitContender, List<HitRound>> rounds,
        Map<HitContender, Long> commands) {
      double[] raw = rates(rounds.get(HitContender.CAFFEINE));
      List<List<String>> rows = new ArrayList<>();
      rounds.forEach(
          (contender, all) -> {
            double[] rates = rates(all);
            Ratio ratio = Ratio.of(rates, raw);
            long reads = all.stream().mapToLong(HitRound::reads).sum();
            double bytes =
                Ratio.median(all.stream().mapToDouble(HitRound::bytesPerRead).toArray());
            double perThousand = 1_000.0 * commands.get(contender) / reads;
            double median = Ratio.median(rates);
            rows.add(
                List.of(
                    contender.label(),
                    StudyReport.number(median),
                    StudyReport.number(threads * 1e9 / median),
                    StudyReport.spread(ratio),
                    String.format(Locale.ROOT, "%.1f", bytes),
                    String.format(Locale.ROOT, "%.4f", perThousand),
                    goal(contender, threads, ratio)));
            figures(threads, contender, all, bytes, perThousand);
          });
      report.table(
          "%s, %d thread%s".formatted(kind, threads, threads == 1 ? "" : "s"),
          List.of(
              "",
              "reads/s",
              "ns × thread",
              "÷ raw Caffeine",
              "bytes/read",
              "commands/1,000 reads",
              "floor, aim"),
          rows);
      if (rounds.containsKey(HitContender.JAYCACHE)
          && rounds.containsKey(HitContender.JAYCACHE_STATISTICS)) {
        Ratio cost =
            Ratio.of(
                rates(rounds.get(HitContender.JAYCACHE_STATISTICS)),
                rates(rounds.get(HitContender.JAYCACHE)));
        report.text(
            "Statistics on ÷ off: %s; floor %.2f: %s."
                .formatted(
                    StudyReport.spread(cost),
                    STATISTICS_FLOOR,
                    cost.median() >= STATISTICS_FLOOR ? "met" : "**below floor**"));
      }
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

    private static double[] rates(List<HitRound> rounds) {
      return rounds.stream().mapToDouble(HitRound::perSecond).toArray();
    }

    private void figures(
        int threads, HitContender contender, List<HitRound> all, double bytes, double commands) {
      Map<String, Object> named = new LinkedHashMap<>();
      named.put("values", kind);
      named.put("threads", threads);
      named.put("contender", contender.label());
      named.put("medianPerSecond", Ratio.median(rates(all)));
      named.put("bytesPerRead", bytes);
      named.put("commandsPerThousandReads", commands);
      named.put("missed", all.stream().mapToLong(HitRound::missed).sum());
      named.put("roundsPerSecond", rates(all));
      report.figures(named);
    }
  }
}
