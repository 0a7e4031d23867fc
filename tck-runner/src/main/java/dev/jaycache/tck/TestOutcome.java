package dev.jaycache.tck;

import java.io.Serializable;
import java.util.List;

/**
 * What became of one test, however many of its parts failed. Immutable.
 *
 * @param className the test's class
 * @param method the test's method; the class's name where the class itself failed
 * @param kind passed, failed or skipped
 * @param millis how long it took, ms
 * @param failures the stack traces, in order; the body's before its {@code @After}'s
 */
record TestOutcome(String className, String method, Kind kind, long millis, List<String> failures)
    implements Serializable {
  /** The three ends of a test. */
  enum Kind {
    PASSED,
    FAILED,
    SKIPPED
  }

  /** Class and method. */
  String name() {
    return className + '#' + method;
  }
}
