package dev.jaycache.tck;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.runner.JUnitCore;

/**
 * The main class of a forked JVM: runs one suite with plain JUnit 4 and writes the result to a
 * file. Ends at once, with a thread dump, when its standard input is closed: the runner has no more
 * patience, or is gone. Chooses nothing: settings come by system properties.
 */
final class ForkedRun {
  private ForkedRun() {}

  /**
   * Runs a suite.
   *
   * @param arguments the suite's name and the file of the result
   */
  public static void main(String[] arguments) throws Exception {
    haltAtEndOfInput();
    RunResult result = run(Suite.valueOf(arguments[0]));
    write(result, Path.of(arguments[1]));
    // The TCK leaves threads behind that are no daemons.
    System.exit(0);
  }

  private static RunResult run(Suite suite) {
    ExclusionLog exclusions = ExclusionLog.install();
    TestRecorder recorder = new TestRecorder(System.out);
    long begin = System.nanoTime();
    JUnitCore junit = new JUnitCore();
    junit.addListener(recorder);
    junit.run(suite.classes().toArray(Class<?>[]::new));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    return new RunResult(recorder.outcomes(), exclusions.excluded(), millis);
  }

  private static void write(RunResult result, Path file) throws IOException {
    try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
      out.writeObject(result);
    }
  }

  private static void haltAtEndOfInput() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nobody writes here; only the end matters.
                }
              } catch (IOException e) {
                System.err.println("standard input failed: " + e);
              }
              dumpThreads();
              Runtime.getRuntime().halt(3);
            },
            "halt-with-the-runner");
    watch.setDaemon(true);
    watch.start();
  }

  private static void dumpThreads() {
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      System.err.println(each.getKey());
      for (StackTraceElement frame : each.getValue()) {
        System.err.println("    at " + frame);
      }
    }
    System.err.flush();
  }
}
