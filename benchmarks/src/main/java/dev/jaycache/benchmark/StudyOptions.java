package dev.jaycache.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * What a study measures. Immutable.
 *
 * @param rounds how often each contender is measured
 * @param roundTime how long a round lasts for each
 * @param threads numbers of threads
 * @param jvms numbers of JVMs
 * @param keys how many entries there are
 * @param out the folder of the report
 */
public record StudyOptions(
    int rounds, Duration roundTime, List<Integer> threads, List<Integer> jvms, int keys, Path out) {
  private static final int MOST_THREADS = 256;
  private static final int MOST_KEYS = 1_000_000;

  /** Checks that it makes sense. */
  public StudyOptions {
    threads = List.copyOf(threads);
    jvms = List.copyOf(jvms);
    require("--rounds", rounds, 10_000);
    require("--millis", roundTime.toMillis(), 3_600_000);
    require("--keys", keys, MOST_KEYS);
    threads.forEach(each -> require("--threads", each, MOST_THREADS));
    jvms.forEach(each -> require("--jvms", each, MOST_THREADS));
  }

  private static void require(String name, long number, long most) {
    if (number < 1 || number > most) {
      throw new IllegalArgumentException(name + " takes 1 to " + most + ", not " + number);
    }
  }

  /** Of this size, into the folder where reports go. */
  public static StudyOptions of(int rounds, int millis, List<Integer> threads, List<Integer> jvms) {
    return new StudyOptions(
        rounds,
        Duration.ofMillis(millis),
        threads,
        jvms,
        10_000,
        Path.of("benchmarks", "target", "report"));
  }

  /**
   * The same with what a command line says.
   *
   * @throws IllegalArgumentException where it makes no sense; the message says why
   */
  StudyOptions with(List<String> words) {
    StudyOptions options = this;
    for (Iterator<String> each = words.iterator(); each.hasNext(); ) {
      String name = each.next();
      if (!each.hasNext()) {
        throw new IllegalArgumentException(name + " is unknown here, or lacks a value");
      }
      options = options.with(name, each.next());
    }
    return options;
  }

  private StudyOptions with(String name, String value) {
    return switch (name) {
      case "--rounds" -> new StudyOptions(number(name, value), roundTime, threads, jvms, keys, out);
      case "--millis" ->
          new StudyOptions(
              rounds, Duration.ofMillis(number(name, value)), threads, jvms, keys, out);
      case "--threads" ->
          new StudyOptions(rounds, roundTime, numbers(name, value), jvms, keys, out);
      case "--jvms" ->
          new StudyOptions(rounds, roundTime, threads, numbers(name, value), keys, out);
      case "--keys" -> new StudyOptions(rounds, roundTime, threads, jvms, number(name, value), out);
      case "--out" -> new StudyOptions(rounds, roundTime, threads, jvms, keys, Path.of(value));
      default -> throw new IllegalArgumentException("unknown option " + name);
    };
  }

  private static List<Integer> numbers(String name, String text) {
    return Arrays.stream(text.split(",", -1)).map(each -> number(name, each)).toList();
  }

  private static int number(String name, String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " takes a number, not " + text, e);
    }
  }
}
