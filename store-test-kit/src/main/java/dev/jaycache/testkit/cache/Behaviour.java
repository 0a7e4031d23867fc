package dev.jaycache.testkit.cache;

import org.jspecify.annotations.Nullable;

/**
 * How an application's objects behave during one step: a pure function of the step, the question
 * and the key, so that every cache under comparison meets the same. Safe for any number of threads.
 */
final class Behaviour {
  private volatile long step;

  /** Begins another step. */
  void begin(long number) {
    step = number;
  }

  /** A number from 0 up to, without, {@code sides}. */
  int roll(String question, @Nullable Object key, int sides) {
    long mixed = step * 0x9E3779B97F4A7C15L + question.hashCode() * 31L + Shown.of(key).hashCode();
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return (int) Long.remainderUnsigned(mixed ^ (mixed >>> 31), sides);
  }

  /** Whether something happens in one of {@code sides} cases. */
  boolean happens(String question, @Nullable Object key, int sides) {
    return roll(question, key, sides) == 0;
  }
}
