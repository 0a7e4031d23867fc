package dev.jaycache.benchmark;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What to measure. Immutable.
 *
 * @param arena on which store
 * @param server where; empty: a server of the benchmark's own
 * @param rounds how often each cell is measured
 * @param roundTime how long a round lasts for each contender
 * @param threads the numbers of threads
 * @param threadKind what kind of threads
 * @param works the operations
 * @param ttls with a time to live, without, or both
 * @param sizes how much data
 * @param limit how long the measurement of speed may take, roughly
 * @param out the folder of the report
 */
record Options(
    Arena arena,
    Optional<URI> server,
    int rounds,
    Duration roundTime,
    List<Integer> threads,
    ThreadKind threadKind,
    List<Work> works,
    List<Boolean> ttls,
    Sizes sizes,
    Duration limit,
    Path out) {
  /**
   * How much data.
   *
   * @param keys entries that are read, replaced and iterated
   * @param freshKeys the most entries that one round can add or remove
   * @param memoryEntries entries for the row of bytes per entry
   */
  record Sizes(int keys, int freshKeys, int memoryEntries) {
    static final Sizes FULL = new Sizes(10_000, 150_000, 100_000);
    static final Sizes QUICK = new Sizes(10_000, 20_000, 20_000);
  }

  static final String USAGE =
      """
      usage: ./benchmark [options]
        --quick            fewer rounds, shorter ones, 1 and 8 threads: below two minutes
        --store NAME       redis, memcached (redis); redis-links: lanes beside a pool, and
                           redis-links-far: with a server that is 1 ms away; cluster-links,
                           cluster-links-far: the same on a cluster of three masters;
                           memcached-links, memcached-links-far: numbers of connections
        --setting NAME=LIST
                           JayCache with several values of a setting, on redis, the first beside
                           the others, such as redis.lanes.count=4,8
        --server URI       a server to measure on, and only keys of the benchmark's own there.
                           redis://[user:password@]host:port: databases 1 to 3 are used.
                           memcached://host:port: entries stay there until they are evicted.
                           Default: starts servers
        --rounds N         the most rounds per cell (11)
        --millis N         length of a round for each contender, ms (200)
        --threads LIST     numbers of threads (1,8,32)
        --thread-kind KIND platform, virtual (platform)
        --minutes N        fewer rounds where this would not be enough (20)
        --ops LIST         operations, such as get-hit,put (all)
        --ttl LIST         on, off (on,off)
        --out DIR          folder of the report (benchmarks/target/report)
      """;

  Options {
    if (rounds < 1 || roundTime.isNegative() || roundTime.isZero() || threads.isEmpty()) {
      throw new IllegalArgumentException("rounds, millis and threads must be positive");
    }
    if (threads.stream().anyMatch(each -> each < 1 || each > 256)) {
      throw new IllegalArgumentException("threads are 1 to 256");
    }
    threads = List.copyOf(threads);
    works = List.copyOf(works);
    ttls = List.copyOf(ttls);
  }

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException where it makes no sense; the message says why
   */
  static Options parse(String... arguments) {
    Deque<String> words = new ArrayDeque<>(List.of(arguments));
    boolean quick = words.remove("--quick");
    Options options =
        new Options(
            Arenas.usual(),
            Optional.empty(),
            quick ? 5 : 11,
            Duration.ofMillis(quick ? 40 : 200),
            quick ? List.of(1, 8) : List.of(1, 8, 32),
            ThreadKind.PLATFORM,
            List.of(Work.values()),
            List.of(true, false),
            quick ? Sizes.QUICK : Sizes.FULL,
            Duration.ofSeconds(quick ? 95 : 1_200),
            Path.of("benchmarks", "target", "report"));
    while (!words.isEmpty()) {
      String name = words.pop();
      if (words.isEmpty()) {
        throw new IllegalArgumentException("what is " + name + "? It is unknown, or lacks a value");
      }
      options = options.with(name, words.pop());
    }
    options.requireServerOfStore();
    return options;
  }

  private void requireServerOfStore() {
    server.ifPresent(
        uri -> {
          if (!arena.store().equals(uri.getScheme())
              || uri.getHost() == null
              || uri.getPort() < 0) {
            throw new IllegalArgumentException(
                "a server is given as " + arena.store() + "://host:port, with --store its kind");
          }
        });
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--store" -> withOnly(Arenas.of(value));
      case "--setting" -> withOnly(SettingArena.of(value));
      case "--server" -> with(Optional.of(URI.create(value)), rounds, threads);
      case "--thread-kind" -> with(ThreadKind.of(value));
      case "--rounds" -> with(server, number(value), threads);
      case "--threads" -> with(server, rounds, list(value, Options::number));
      case "--millis" -> with(Duration.ofMillis(number(value)), limit, out);
      case "--minutes" -> with(roundTime, Duration.ofMinutes(number(value)), out);
      case "--out" -> with(roundTime, limit, Path.of(value));
      case "--ops" -> with(list(value, Work::of), ttls, sizes);
      case "--ttl" -> with(works, list(value, Options::flag), sizes);
      default -> throw new IllegalArgumentException("unknown option " + name);
    };
  }

  private Options with(ThreadKind newKind) {
    return new Options(
        arena, server, rounds, roundTime, threads, newKind, works, ttls, sizes, limit, out);
  }

  /** What is measured on is said once: the second would silently take the place of the first. */
  private Options withOnly(Arena newArena) {
    boolean ofSetting = arena instanceof SettingArena || newArena instanceof SettingArena;
    if (ofSetting && arena != Arenas.usual()) {
      throw new IllegalArgumentException(
          "--setting is measured on redis, and takes no --store; each is given once");
    }
    return with(newArena);
  }

  private Options with(Arena newArena) {
    return new Options(
        newArena, server, rounds, roundTime, threads, threadKind, works, ttls, sizes, limit, out);
  }

  private Options with(Optional<URI> newServer, int newRounds, List<Integer> newThreads) {
    return new Options(
        arena,
        newServer,
        newRounds,
        roundTime,
        newThreads,
        threadKind,
        works,
        ttls,
        sizes,
        limit,
        out);
  }

  private Options with(Duration newRoundTime, Duration newLimit, Path newOut) {
    return new Options(
        arena,
        server,
        rounds,
        newRoundTime,
        threads,
        threadKind,
        works,
        ttls,
        sizes,
        newLimit,
        newOut);
  }

  private Options with(List<Work> newWorks, List<Boolean> newTtls, Sizes newSizes) {
    return new Options(
        arena,
        server,
        rounds,
        roundTime,
        threads,
        threadKind,
        newWorks,
        newTtls,
        newSizes,
        limit,
        out);
  }

  /** The same with other amounts of data. */
  Options withSizes(Sizes other) {
    return with(works, ttls, other);
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number: " + text, e);
    }
  }

  private static boolean flag(String text) {
    return switch (text.strip()) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new IllegalArgumentException("--ttl takes on and off");
    };
  }

  private static <T> List<T> list(String text, Function<String, T> element) {
    return Arrays.stream(text.split(",")).map(String::strip).map(element).toList();
  }
}
