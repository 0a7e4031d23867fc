package dev.jaycache.tck;

import dev.jaycache.tck.TestOutcome.Kind;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.runner.Description;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunListener;

/**
 * Counts tests, not failures: JUnit 4 reports a test twice when its body and its {@code @After}
 * both fail. Called by one thread. Names each test as it starts, so that a log shows where a run
 * hung.
 */
final class TestRecorder extends RunListener {
  private final Map<Description, Long> started = new LinkedHashMap<>();
  private final Map<Description, Long> millis = new LinkedHashMap<>();
  private final Map<Description, List<String>> failures = new LinkedHashMap<>();
  private final Set<Description> skipped = new LinkedHashSet<>();

  private final PrintStream log;

  /**
   * Makes a recorder.
   *
   * @param log gets the name of each test as it starts
   */
  TestRecorder(PrintStream log) {
    this.log = log;
  }

  @Override
  public void testStarted(Description test) {
    log.println("--- " + test.getDisplayName());
    started.put(test, System.nanoTime());
  }

  @Override
  public void testFinished(Description test) {
    long begin = started.getOrDefault(test, System.nanoTime());
    millis.put(test, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  @Override
  public void testFailure(Failure failure) {
    failures
        .computeIfAbsent(failure.getDescription(), test -> new ArrayList<>())
        .add(failure.getTrace());
  }

  @Override
  public void testAssumptionFailure(Failure failure) {
    skipped.add(failure.getDescription());
  }

  @Override
  public void testIgnored(Description test) {
    skipped.add(test);
  }

  /** One outcome for each test, or class, that JUnit told of. */
  List<TestOutcome> outcomes() {
    Set<Description> all = new LinkedHashSet<>(started.keySet());
    all.addAll(failures.keySet());
    all.addAll(skipped);
    return all.stream().map(this::outcome).toList();
  }

  private TestOutcome outcome(Description test) {
    List<String> failed = failures.getOrDefault(test, List.of());
    Kind kind =
        !failed.isEmpty() ? Kind.FAILED : skipped.contains(test) ? Kind.SKIPPED : Kind.PASSED;
    String method = test.getMethodName() == null ? test.getDisplayName() : test.getMethodName();
    return new TestOutcome(
        test.getClassName(), method, kind, millis.getOrDefault(test, 0L), List.copyOf(failed));
  }
}
