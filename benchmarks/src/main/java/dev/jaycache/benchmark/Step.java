package dev.jaycache.benchmark;

/** One operation of one thread, again and again. For that thread only. */
@FunctionalInterface
interface Step {
  /**
   * Does the operation once.
   *
   * @param ticket a number that no other call of the round gets, where the work needs fresh keys
   * @return whether the answer was the right one
   */
  boolean run(long ticket);
}
