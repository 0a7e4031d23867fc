package dev.jaycache.tck;

import dev.jaycache.tck.TestOutcome.Kind;
import java.io.Serializable;
import java.util.List;

/**
 * What one run of a suite gave. Immutable; it travels from the forked JVM to the runner in a file.
 *
 * @param outcomes one for each test
 * @param excluded tests whose body the TCK itself did not run, although it reports them as passed
 * @param millis how long the whole run took, ms
 */
record RunResult(List<TestOutcome> outcomes, List<String> excluded, long millis)
    implements Serializable {
  /** How many tests ended this way. */
  long count(Kind kind) {
    return outcomes.stream().filter(each -> each.kind() == kind).count();
  }

  /** The tests that did not pass. */
  List<TestOutcome> notPassed() {
    return outcomes.stream().filter(each -> each.kind() != Kind.PASSED).toList();
  }

  /** The counts as the runner's line gives them. */
  String counts() {
    return "%d passed, %d failed, %d skipped"
        .formatted(count(Kind.PASSED), count(Kind.FAILED), count(Kind.SKIPPED));
  }
}
