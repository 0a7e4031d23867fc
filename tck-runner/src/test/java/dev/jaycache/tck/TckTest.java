package dev.jaycache.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.testkit.server.ServerTest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The TCK, whole, for each combination. {@code -Dtck=redis-auto} runs one of them, {@code
 * -Dtck=local,annotations} those that begin so.
 */
@ServerTest
class TckTest {
  /** The tests mostly wait: for expiry, and for the TCK's own sockets. */
  private static final int AT_A_TIME = 3;

  private static final ExecutorService RUNS = Executors.newFixedThreadPool(AT_A_TIME);

  @TestFactory
  Stream<DynamicTest> combination_passesEveryTest() {
    TckRunner runner = new TckRunner(Path.of(System.getProperty("tck.reports")));
    Map<Combination, Future<Verdict>> runs = new LinkedHashMap<>();
    for (Combination each : Combination.matching(System.getProperty("tck", ""))) {
      runs.put(each, RUNS.submit(() -> runner.run(each)));
    }
    return runs.entrySet().stream()
        .map(run -> DynamicTest.dynamicTest(run.getKey().id(), () -> judge(run.getValue())));
  }

  private static void judge(Future<Verdict> run) throws Throwable {
    Verdict verdict = result(run);
    System.out.println(verdict.line());
    List<String> problems = verdict.problems();
    assertTrue(problems.isEmpty(), () -> String.join("\n", problems));
  }

  private static Verdict result(Future<Verdict> run) throws Throwable {
    try {
      return run.get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  @AfterAll
  static void endRuns() {
    RUNS.shutdownNow();
  }
}
