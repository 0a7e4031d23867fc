package dev.jaycache.testkit.staleness;

import dev.jaycache.testkit.jvm.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Several JVMs with near caches that share a cache, and how stale every single hit was. For one
 * thread. {@link #close()} ends them and deletes their records.
 */
public final class StalenessRun implements AutoCloseable {
  /** The name of the cache that they share. */
  public static final String CACHE = "staleness";

  private static final int CLOCK_QUESTIONS = 20;

  private final StalenessLoad load;
  private final Path folder;
  private final List<ChildJvm> jvms = new ArrayList<>();
  private long clockNanos;

  /**
   * Starts the JVMs, which wait for {@link #go()}.
   *
   * @param settings of each JVM, each {@code path=value} below {@code jaycache}, with its servers;
   *     those of the near cache come from the load
   */
  public StalenessRun(StalenessLoad load, List<List<String>> settings) {
    this.load = load;
    try {
      this.folder = Files.createTempDirectory("jaycache-staleness-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      for (List<String> own : settings) {
        List<String> arguments = new ArrayList<>();
        arguments.add(String.valueOf(jvms.size()));
        arguments.add(load.text());
        arguments.add(folder.toString());
        arguments.addAll(own);
        jvms.add(ChildJvm.start(StalenessJvm.class, arguments.toArray(new String[0])));
      }
      jvms.forEach(jvm -> expect(jvm, "ready"));
      compareClocks();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  static Path writes(Path folder, int jvm, int writer) {
    return folder.resolve("writes-" + jvm + '-' + writer);
  }

  static Path hits(Path folder, int jvm, int reader) {
    return folder.resolve("hits-" + jvm + '-' + reader);
  }

  static Path rest(Path folder, int jvm) {
    return folder.resolve("rest-" + jvm);
  }

  private static void expect(ChildJvm jvm, String line) {
    String said = jvm.hear();
    if (!said.equals(line)) {
      throw new IllegalStateException("a JVM said " + said + " and not " + line);
    }
  }

  /**
   * A child's time lies between two of this JVM. So their clocks differ by no more than what lies
   * between these, and where one is found outside, the times of several JVMs mean nothing.
   */
  private void compareClocks() {
    for (ChildJvm jvm : jvms) {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < CLOCK_QUESTIONS; i++) {
        long before = System.nanoTime();
        jvm.say("time");
        long there = Long.parseLong(jvm.hear());
        long after = System.nanoTime();
        if (there - before < 0 || after - there < 0) {
          throw new IllegalStateException(
              "System.nanoTime() of two JVMs can't be compared on this machine: "
                  + (before + ", then there " + there + ", then " + after));
        }
        best = Math.min(best, after - before);
      }
      clockNanos = Math.max(clockNanos, best);
    }
  }

  /** The JVMs, for those who trouble them. */
  public List<ChildJvm> jvms() {
    return List.copyOf(jvms);
  }

  /** Lets them begin. */
  public void go() {
    jvms.forEach(jvm -> jvm.say("go"));
  }

  /**
   * Ends the writes, then the reads, and judges every hit. Nothing may be in trouble any more.
   *
   * @throws IllegalStateException where something was read that nobody had written, or a JVM failed
   */
  public StalenessReport rest() {
    jvms.forEach(jvm -> jvm.say("hold"));
    jvms.forEach(jvm -> expect(jvm, "held"));
    long still = System.nanoTime();
    compareClocks();
    jvms.forEach(jvm -> jvm.say("rest " + still));
    long[] counts = new long[4];
    for (ChildJvm jvm : jvms) {
      int next = 0;
      for (String line : jvm.hearAll()) {
        for (String word : line.split(" ")) {
          counts[next++] += Long.parseLong(word);
        }
      }
    }
    return report(counts[0], counts[1], counts[2], counts[3]);
  }

  private StalenessReport report(long near, long nearAtRest, long missed, long failed) {
    StalenessChecker checker = new StalenessChecker();
    for (int jvm = 0; jvm < jvms.size(); jvm++) {
      for (int i = 0; i < load.writers(); i++) {
        StampLog.read(writes(folder, jvm, i), checker::written);
      }
    }
    Staleness all = new Staleness();
    Staleness own = new Staleness();
    Staleness rest = new Staleness();
    for (int jvm = 0; jvm < jvms.size(); jvm++) {
      int number = jvm;
      for (int i = 0; i < load.readers(); i++) {
        StampLog.read(
            hits(folder, jvm, i),
            hit -> {
              long nanos = checker.nanos(hit);
              all.add(hit, nanos);
              if (load.writes(number, hit.key())) {
                own.add(hit, nanos);
              }
            });
      }
      StampLog.read(rest(folder, jvm), hit -> rest.add(hit, checker.nanos(hit)));
    }
    return new StalenessReport(
        all,
        own,
        rest,
        new StalenessReport.Counts(
            checker.written(), near, nearAtRest, missed, failed, clockNanos));
  }

  /** Ends the JVMs, and deletes their records. Idempotent. */
  @Override
  public void close() {
    jvms.forEach(ChildJvm::close);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A temporary folder that stays behind is no reason to fail a test.
    }
  }
}
