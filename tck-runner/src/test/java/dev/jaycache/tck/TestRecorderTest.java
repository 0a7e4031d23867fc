package dev.jaycache.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.tck.TestOutcome.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.After;
import org.junit.Assume;
import org.junit.Ignore;
import org.junit.jupiter.api.Test;
import org.junit.runner.JUnitCore;

class TestRecorderTest {
  @Test
  void bodyAndAfterFail_countsOneTestWithBothFailures() {
    RunResult result = run(FailsTwice.class);
    assertEquals("0 passed, 1 failed, 0 skipped", result.counts());
    assertEquals(2, result.notPassed().get(0).failures().size());
  }

  @Test
  void assumptionAndIgnore_countAsSkipped() {
    assertEquals("1 passed, 0 failed, 2 skipped", run(Skips.class).counts());
  }

  @Test
  void classFails_isAFailureOfItsOwn() {
    RunResult result = run(BrokenClass.class);
    assertEquals(List.of(Kind.FAILED), result.outcomes().stream().map(TestOutcome::kind).toList());
  }

  private static RunResult run(Class<?> tests) {
    TestRecorder recorder = new TestRecorder(new PrintStream(OutputStream.nullOutputStream()));
    JUnitCore junit = new JUnitCore();
    junit.addListener(recorder);
    junit.run(tests);
    return new RunResult(recorder.outcomes(), List.of(), 0);
  }

  /** Run by the tests above, not by the build. */
  public static class FailsTwice {
    @org.junit.Test
    public void body() {
      throw new IllegalStateException("body");
    }

    @After
    public void after() {
      throw new IllegalStateException("after");
    }
  }

  /** Run by the tests above, not by the build. */
  public static class Skips {
    @org.junit.Test
    public void passes() {}

    @org.junit.Test
    public void assumes() {
      Assume.assumeTrue(false);
    }

    @Ignore
    @org.junit.Test
    public void ignored() {}
  }

  /** Run by the tests above, not by the build. */
  public static class BrokenClass {
    @org.junit.BeforeClass
    public static void before() throws IOException {
      Files.delete(Path.of("no such file"));
    }

    @org.junit.Test
    public void neverRuns() {}
  }
}
