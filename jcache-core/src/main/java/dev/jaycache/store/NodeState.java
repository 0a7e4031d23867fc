package dev.jaycache.store;

/**
 * How one server fares, as a manager in this JVM sees it. Immutable.
 *
 * @param place where the server is; holds no secret
 * @param health whether it is asked
 * @param opened how often it was left alone so far
 * @param keptAway how many calls failed at once, since it was left alone
 */
public record NodeState(String place, Health health, long opened, long keptAway) {
  /** Whether a server is asked. */
  public enum Health {
    /** Everybody asks it: the breaker is closed. */
    IN_USE,
    /** Nobody asks it: the breaker is open. */
    AT_REST,
    /** One caller is asking whether it answers again: the breaker is half open. */
    ON_TRIAL
  }
}
