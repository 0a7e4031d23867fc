package dev.jaycache.benchmark.near;

import dev.jaycache.benchmark.Study;
import dev.jaycache.benchmark.StudyOptions;
import dev.jaycache.benchmark.StudyReport;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a near hit costs: every entry is in the process, and is read again and again. Contenders
 * take turns, round by round. Stateless.
 */
public final class NearStudy implements Study {
  private static final int VALUE_LENGTH = 100;
  private static final HitContest.Values<String> TEXT =
      new HitContest.Values<>("text", String.class, number -> Words.text(number, VALUE_LENGTH));
  private static final HitContest.Values<Article> RECORD =
      new HitContest.Values<>("record", Article.class, Article::of);

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
          in parentheses, the quartiles. CPU time is that of the reading threads, and hardly moved by
          what else the machine does. Bytes are what the reading threads allocated
          (`ThreadMXBean.getCurrentThreadAllocatedBytes`). Commands are what the server ran meanwhile,
          for anybody: none means that all were hits.
          """
              .formatted(HitLoad.BATCH));
      new HitContest<>(server, options, report, TEXT).run();
      new HitContest<>(server, options, report, RECORD).run();
    }
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
}
