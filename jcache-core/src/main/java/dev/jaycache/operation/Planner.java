package dev.jaycache.operation;

/**
 * Decides how an operation reaches the store. A pure function of the operation and the cache's
 * settings, safe for any number of threads.
 */
public final class Planner {
  /** How an operation reaches the store. */
  public enum Plan {
    /** One mutation, one round trip. */
    DIRECT,
    /** Read, decide, and write by compare-and-set. */
    READ_DECIDE_WRITE
  }

  /**
   * What of a cache's settings decides.
   *
   * @param alwaysCas whether the user wants every operation as compare-and-set
   * @param constantExpiry whether the expiry policy may be asked beforehand
   * @param writeThrough whether there is a cache writer
   * @param storeCounts whether the store adds and subtracts by itself
   */
  public record Facts(
      boolean alwaysCas, boolean constantExpiry, boolean writeThrough, boolean storeCounts) {}

  private Planner() {}

  /** The plan of an operation. */
  public static Plan plan(Operation operation, Facts facts) {
    if (facts.alwaysCas() || (operation.action().isArithmetic() && !facts.storeCounts())) {
      return Plan.READ_DECIDE_WRITE;
    }
    // A policy that is not constant must be asked the one question that the outcome poses.
    if (operation.asksExpiry() && !facts.constantExpiry()) {
      return Plan.READ_DECIDE_WRITE;
    }
    // The writer comes first, and must not be called for what is not going to happen.
    return facts.writeThrough() && operation.writer().isConditional()
        ? Plan.READ_DECIDE_WRITE
        : Plan.DIRECT;
  }
}
