package dev.jaycache.testkit.cache;

import org.jspecify.annotations.Nullable;

/**
 * How an application's objects behave during one step: a pure function of the step, the question
 * and the key, so that every cache under comparison meets the same. Safe for any number of threads.
 */
final class Behaviour {
  private final boolean mischievous;
  private volatile long step;

  /**
   * A behaviour.
   *
   * @param mischievous whether anything throws, fails, or does more than it was asked for
   */
  Behaviour(boolean mischievous) {
    this.mischievous = mischievous;
  }

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

  /** Which of {@code sides} bad things happens; most of them are none. */
  int mischief(String question, @Nullable Object key, int sides) {
    return mischievous ? roll(question, key, sides) : sides - 1;
  }

  /** Whether something happens in one of {@code sides} cases. */
  boolean happens(String question, @Nullable Object key, int sides) {
    return roll(question, key, sides) == 0;
  }
}
