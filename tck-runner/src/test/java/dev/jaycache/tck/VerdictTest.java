package dev.jaycache.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaycache.tck.TestOutcome.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Combination LOCAL = Combination.matching("local-auto").get(0);
  private static final Combination REDIS = Combination.matching("redis-auto").get(0);
  private static final String DUMMY = "org.jsr107.tck.CachingTest#dummyTest";
  private static final String BY_REFERENCE = "org.jsr107.tck.StoreByReferenceTest#putAll";

  @Test
  void allPassed_hasNoProblemAndTheAgreedLine() {
    Verdict verdict = verdict(LOCAL, result(481, 0, 0, DUMMY));
    assertEquals(List.of(), verdict.problems());
    assertEquals(
        "tck local near=off planner=auto: 481 passed, 0 failed, 0 skipped", verdict.line());
  }

  @Test
  void oneFailedSkippedMissingOrTooMany_isAProblem() {
    assertEquals(2, verdict(LOCAL, result(480, 1, 0)).problems().size());
    assertEquals(2, verdict(LOCAL, result(480, 0, 1)).problems().size());
    assertEquals(2, verdict(LOCAL, result(481, 0, 1)).problems().size());
    assertEquals(1, verdict(LOCAL, result(480, 0, 0)).problems().size());
    assertEquals(1, verdict(LOCAL, result(482, 0, 0)).problems().size());
  }

  @Test
  void failure_isNamedWithItsTrace() {
    String problem = verdict(LOCAL, result(480, 1, 0)).problems().get(1);
    assertTrue(problem.contains("FAILED C#f0"), problem);
    assertTrue(problem.contains("a trace"), problem);
  }

  @Test
  void bodyLeftOut_isAProblemButForTheDummyAndAnOptionalFeature() {
    assertEquals(1, verdict(LOCAL, result(481, 0, 0, "C#get")).problems().size());
    assertEquals(1, verdict(LOCAL, result(481, 0, 0, BY_REFERENCE)).problems().size());
    assertEquals(0, verdict(REDIS, result(481, 0, 0, BY_REFERENCE)).problems().size());
  }

  @Test
  void filter_takesBeginningsAndRefusesWhatNamesNothing() {
    assertEquals(
        List.of("redis-auto", "redis-always-cas", "redis-near-auto"),
        Combination.matching("redis").stream().map(Combination::id).toList());
    assertEquals(Combination.all(), Combination.matching(""));
    assertThrows(IllegalArgumentException.class, () -> Combination.matching("local,reddis"));
  }

  @Test
  void suites_holdTheClassesOfTheRelease() {
    assertEquals(40, Suite.CACHE.classes().size());
    assertEquals(3, Suite.ANNOTATIONS.classes().size());
  }

  @Test
  void serverThatWasNotUsed_isAProblem() {
    Verdict verdict = new Verdict(REDIS, result(481, 0, 0), OptionalLong.of(12));
    assertEquals(List.of("the server has served only 12 commands"), verdict.problems());
  }

  private static Verdict verdict(Combination combination, RunResult result) {
    OptionalLong commands =
        combination.place() == Place.LOCAL ? OptionalLong.empty() : OptionalLong.of(10_000);
    return new Verdict(combination, result, commands);
  }

  private static RunResult result(int passed, int failed, int skipped, String... excluded) {
    List<TestOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < passed; i++) {
      outcomes.add(new TestOutcome("C", "p" + i, Kind.PASSED, 1, List.of()));
    }
    for (int i = 0; i < failed; i++) {
      outcomes.add(new TestOutcome("C", "f" + i, Kind.FAILED, 1, List.of("a trace")));
    }
    for (int i = 0; i < skipped; i++) {
      outcomes.add(new TestOutcome("C", "s" + i, Kind.SKIPPED, 1, List.of()));
    }
    return new RunResult(outcomes, List.of(excluded), 5);
  }
}
