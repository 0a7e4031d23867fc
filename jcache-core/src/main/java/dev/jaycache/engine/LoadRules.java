package dev.jaycache.engine;

/**
 * Who loads a missing key: the settings {@code load} and {@code load-lease}.
 *
 * @param once whether processes that share a store load a key one at a time
 * @param leaseMillis for how long a process that loads keeps the others waiting at most, in ms
 */
public record LoadRules(boolean once, long leaseMillis) {
  /** Each process loads for itself. */
  public static final LoadRules EACH = new LoadRules(false, 0);
}
