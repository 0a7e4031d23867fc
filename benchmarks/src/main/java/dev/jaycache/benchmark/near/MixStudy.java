package dev.jaycache.benchmark.near;

import dev.jaycache.benchmark.Ratio;
import dev.jaycache.benchmark.Study;
import dev.jaycache.benchmark.StudyOptions;
import dev.jaycache.benchmark.StudyReport;
import dev.jaycache.testkit.jvm.ChildJvm;
import dev.jaycache.testkit.server.CommandCounter;
import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisProcess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A read-mostly load from several JVMs over one server: with near caches and without, JayCache's
 * and others'. Contenders take turns, round by round, each on a server of its own. Stateless.
 */
public final class MixStudy implements Study {
  @Override
  public String name() {
    return "near-mix";
  }

  @Override
  public StudyOptions defaults(boolean quick) {
    return quick
        ? StudyOptions.of(2, 500, List.of(4), List.of(3))
        : StudyOptions.of(5, 2_000, List.of(4), List.of(3));
  }

  @Override
  public void run(StudyOptions options, StudyReport report) throws InterruptedException {
    report.fact(
        "data",
        "%d entries, values are Strings of about 100 ASCII characters".formatted(options.keys()));
    report.fact(
        "rounds",
        "%d of %d ms for each contender, after one more to warm up"
            .formatted(options.rounds(), options.roundTime().toMillis()));
    report.text(
        """
        95 % of the operations are `get`, 5 % `put`; keys by Zipf's law (s = 0.99), each thread
        without pause. All JVMs and the server share the machine; a contender's JVMs are idle while it
        is not their turn. Hits are reads that no command of the server answered. Commands are what
        the server ran, those inside of scripts too, divided by operations. A ratio is that of rates
        in the same round: the median of the rounds and, in parentheses, the quartiles.
        """);
    for (int jvms : options.jvms()) {
      for (int threads : options.threads()) {
        run(options, report, jvms, threads);
      }
    }
  }

  private static void run(StudyOptions options, StudyReport report, int jvms, int threads)
      throws InterruptedException {
    List<Team> teams = new ArrayList<>();
    try {
      for (MixContender contender : MixContender.values()) {
        report.progress("%s: %d JVMs of %d threads".formatted(contender.label(), jvms, threads));
        Team team = new Team(contender, options, jvms, threads);
        teams.add(team);
        team.start();
        team.round(options.roundTime().toMillis());
      }
      report.fact("server", NearStudy.version(teams.get(0).server) + ", loopback, one each");
      List<Team> order = new ArrayList<>(teams);
      for (int i = 0; i < options.rounds(); i++) {
        report.progress("round " + (i + 1));
        for (Team team : order) {
          team.rounds.add(team.round(options.roundTime().toMillis()));
        }
        Collections.reverse(order);
        if (i % 2 == 1) {
          Collections.rotate(order, 1);
        }
      }
      tell(report, teams, jvms, threads);
    } finally {
      teams.forEach(Team::close);
    }
  }

  private static void tell(StudyReport report, List<Team> teams, int jvms, int threads) {
    double[] plain = teams.get(MixContender.JAYCACHE.ordinal()).rates();
    List<List<String>> rows = new ArrayList<>();
    for (Team team : teams) {
      MixRound all = team.rounds.stream().map(Counted::round).reduce(MixRound.NONE, MixRound::plus);
      long commands = team.rounds.stream().mapToLong(Counted::commands).sum();
      long asked = team.rounds.stream().mapToLong(Counted::asked).sum();
      double hits = 1 - (double) asked / Math.max(1, all.reads());
      double perOperation = (double) commands / Math.max(1, all.operations());
      rows.add(
          List.of(
              team.contender.label(),
              StudyReport.number(Ratio.median(team.rates())),
              StudyReport.spread(Ratio.of(team.rates(), plain)),
              team.contender.isNear() ? String.format(Locale.ROOT, "%.1f %%", 100 * hits) : "–",
              String.format(Locale.ROOT, "%.3f", perOperation),
              all.missed() + " / " + all.wrong() + " / " + all.errors()));
      Map<String, Object> named = new LinkedHashMap<>();
      named.put("contender", team.contender.label());
      named.put("jvms", jvms);
      named.put("threads", threads);
      named.put("medianPerSecond", Ratio.median(team.rates()));
      named.put("reads", all.reads());
      named.put("writes", all.writes());
      named.put("readsAtServer", team.contender.isNear() ? asked : all.reads());
      named.put("commands", commands);
      named.put("missed", all.missed());
      named.put("wrong", all.wrong());
      named.put("errors", all.errors());
      named.put("roundsPerSecond", team.rates());
      report.figures(named);
    }
    report.table(
        "%d JVMs, %d threads each".formatted(jvms, threads),
        List.of(
            "",
            "operations/s",
            "÷ JayCache without near cache",
            "hits",
            "commands/operation",
            "missed / wrong / errors"),
        rows);
  }

  /**
   * A round and what its server ran meanwhile.
   *
   * @param commands how many commands
   * @param asked how many of them were reads that no copy answered
   */
  private record Counted(MixRound round, long commands, long asked) {}

  /** One contender: its server and its JVMs. For one thread. */
  private static final class Team implements AutoCloseable {
    private final MixContender contender;
    private final StudyOptions options;
    private final int jvms;
    private final int threads;
    private final RedisProcess server = RedisProcess.start(Flavor.REDIS);
    private final CommandCounter counter = new CommandCounter(server);
    private final List<ChildJvm> children = new ArrayList<>();
    private final List<Counted> rounds = new ArrayList<>();

    Team(MixContender contender, StudyOptions options, int jvms, int threads) {
      this.contender = contender;
      this.options = options;
      this.jvms = jvms;
      this.threads = threads;
    }

    void start() {
      for (int i = 0; i < jvms; i++) {
        children.add(
            ChildJvm.start(
                MixJvm.class,
                contender.name(),
                server.uri() + "/0",
                Integer.toString(options.keys()),
                Integer.toString(threads),
                Integer.toString(i)));
      }
      children.forEach(ChildJvm::hear);
      children.get(0).say("fill");
      children.get(0).hear();
    }

    Counted round(long millis) {
      counter.reset();
      children.forEach(child -> child.say("go " + millis));
      MixRound all = MixRound.NONE;
      for (ChildJvm child : children) {
        all = all.plus(MixRound.parse(child.hear()));
      }
      Map<String, Long> calls = counter.calls();
      long commands = calls.values().stream().mapToLong(Long::longValue).sum();
      return new Counted(all, commands, calls.getOrDefault(contender.readCommand(), 0L));
    }

    double[] rates() {
      return rounds.stream().mapToDouble(each -> each.round().perSecond()).toArray();
    }

    @Override
    public void close() {
      children.forEach(ChildJvm::close);
      counter.close();
      server.close();
    }
  }
}
