package dev.jaycache.tck;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Runs one combination: fresh servers, a fresh JVM, then both are gone. Safe for any number of
 * threads. Judges nothing; {@link Verdict} does.
 */
final class TckRunner {
  private static final long PATIENCE_MINUTES = 8;
  private static final int LOG_TAIL = 60;

  /** The names of our classes; the TCK unwraps to them. */
  private static final List<String> UNWRAP =
      List.of(
          "-Djavax.cache.CacheManager=dev.jaycache.JayCacheManager",
          "-Djavax.cache.Cache=dev.jaycache.JayCache",
          "-Djavax.cache.Cache.Entry=dev.jaycache.JayEntry");

  private final Path reports;

  /**
   * Makes a runner.
   *
   * @param reports the folder of logs and reports; made where it is missing
   */
  TckRunner(Path reports) {
    this.reports = reports;
  }

  /**
   * Runs a combination and waits for its end.
   *
   * @throws IllegalStateException where the JVM gave no result; the message holds the end of its
   *     log
   */
  Verdict run(Combination combination) {
    Optional<RunningPlace> servers = combination.place().start();
    try {
      Files.createDirectories(reports);
      RunResult result = fork(combination, servers);
      JUnitXml.write(combination, result, reports.resolve("TEST-tck-" + combination + ".xml"));
      OptionalLong commands =
          servers.map(RunningPlace::commands).map(OptionalLong::of).orElse(OptionalLong.empty());
      return new Verdict(combination, result, commands);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      servers.ifPresent(RunningPlace::close);
    }
  }

  private RunResult fork(Combination combination, Optional<RunningPlace> servers)
      throws IOException {
    Path log = reports.resolve(combination + ".log");
    Path file = reports.resolve(combination + ".result");
    Files.deleteIfExists(file);
    Process process =
        new ProcessBuilder(command(combination, servers, file))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
      if (!ended) {
        // The end of its input makes it write a thread dump and halt.
        process.getOutputStream().close();
        process.waitFor(10, TimeUnit.SECONDS);
      }
      if (!ended || !Files.exists(file)) {
        throw new IllegalStateException(
            "%s %s. The end of %s:\n%s"
                .formatted(
                    combination.title(),
                    ended
                        ? "ended with " + process.exitValue()
                        : "did not end within " + PATIENCE_MINUTES + " minutes",
                    log,
                    tail(log)));
      }
      return read(file);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + combination.title() + " ran", e);
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(file);
    }
  }

  private static List<String> command(
      Combination combination, Optional<RunningPlace> servers, Path file) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.net.preferIPv4Stack=true");
    command.addAll(UNWRAP);
    combination.settings(servers).forEach((name, value) -> command.add("-D" + name + '=' + value));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ForkedRun.class.getName());
    command.add(combination.suite().name());
    command.add(file.toString());
    return command;
  }

  private static RunResult read(Path file) throws IOException {
    try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
      return (RunResult) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
  }
}
