package dev.jaycache.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Runs the studies from the command line. Stateless. */
final class Studies {
  static final String USAGE =
      """
      usage: ./benchmark --store STUDY [options], for what is no contest over all operations:
        near                       what a near hit costs, beside Caffeine, its JCache, Redisson's
                                   local map and Jedis' client-side cache
        near-mix                   95 % reads from three JVMs over one Redis, near caches and none
        tracking                   what CLIENT TRACKING costs a server: broadcast, for each key, none
        --quick, --out DIR         as above
        --rounds N, --millis N     as above (near: 11, 200; near-mix: 5, 2000; tracking: 3, 2000)
        --threads LIST             near: numbers of threads (1,2,8); near-mix: threads of each JVM (4)
        --jvms LIST                near-mix: JVMs (3); tracking: how many are simulated (1,10,50)
        --keys N                   entries (10000)
      """;

  private Studies() {}

  /** Whether a command line asks for one. */
  static boolean isAsked(String... arguments) {
    return asked(arguments).isPresent();
  }

  private static Optional<Study> asked(String... arguments) {
    List<String> words = List.of(arguments);
    int at = words.lastIndexOf("--store");
    return at < 0 || at + 1 == words.size() ? Optional.empty() : of(words.get(at + 1));
  }

  /** The study of a name. */
  static Optional<Study> of(String name) {
    return ServiceLoader.load(Study.class, Studies.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(study -> study.name().equals(name))
        .findFirst();
  }

  /**
   * Runs the study that the command line asks for and writes its report.
   *
   * @return the exit status
   */
  static int run(String... arguments) throws IOException, InterruptedException {
    Study study = asked(arguments).orElseThrow();
    List<String> words = new ArrayList<>(Arrays.asList(arguments));
    int at = words.lastIndexOf("--store");
    words.subList(at, at + 2).clear();
    StudyOptions options;
    try {
      options = study.defaults(words.remove("--quick")).with(words);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      return 2;
    }
    StudyReport report = new StudyReport(study.name(), System.err::println);
    study.run(options, report);
    System.out.println(report.write(options.out()));
    return 0;
  }
}
