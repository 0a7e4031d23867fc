package dev.jaycache.tck;

import dev.jaycache.tck.TestOutcome.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a run has to show to be called passed: every test of the suite, none failed, none skipped,
 * no body left out by the TCK but those it may leave out, and a server that was really used.
 * Immutable.
 *
 * @param combination what was run
 * @param result what came of it
 * @param commands how many commands the server has served; empty where there is none
 */
record Verdict(Combination combination, RunResult result, OptionalLong commands) {
  /** The TCK's example of an entry in its own exclude list: a test that fails by intention. */
  private static final Set<String> EXCLUDED = Set.of("org.jsr107.tck.CachingTest#dummyTest");

  /** Left out by the TCK where a provider does not store by reference, an optional feature. */
  private static final String BY_REFERENCE = "StoreByReference";

  /** The one line that the runner prints. */
  String line() {
    return combination.title() + ": " + result.counts();
  }

  /** What is wrong, in words; empty when the run passed. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (result.count(Kind.PASSED) != combination.suite().tests() || !result.notPassed().isEmpty()) {
      problems.add("%s; expected %d passed".formatted(line(), combination.suite().tests()));
    }
    for (TestOutcome outcome : result.notPassed()) {
      problems.add(
          outcome.kind() + " " + outcome.name() + '\n' + String.join("", outcome.failures()));
    }
    if (commands.isPresent() && commands.getAsLong() < combination.suite().tests()) {
      problems.add("the server has served only " + commands.getAsLong() + " commands");
    }
    for (String name : result.excluded()) {
      if (!mayBeExcluded(name)) {
        problems.add("the TCK left out the body of " + name);
      }
    }
    return problems;
  }

  private boolean mayBeExcluded(String name) {
    return EXCLUDED.contains(name)
        || (combination.place() != Place.LOCAL && name.contains(BY_REFERENCE));
  }
}
