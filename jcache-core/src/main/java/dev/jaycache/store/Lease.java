package dev.jaycache.store;

/**
 * What a {@link Mutation} has to do with the lease of its key. A lease is a short, named claim on a
 * key that only those who ask respect; it queues callers in different processes who would otherwise
 * lose one compare-and-set race after the other. It protects nothing: the guard does, so a lost or
 * expired lease never loses an update. A store that no other process can reach may ignore leases.
 *
 * @param kind what to do
 * @param token who asks; any number that no other caller uses
 * @param millis for how long a taken lease lasts, in ms
 */
public record Lease(Kind kind, long token, long millis) {
  /** What to do with the lease. */
  public enum Kind {
    /** Leases are not looked at. */
    NONE,
    /**
     * Do nothing ({@link Effect#REFUSED}) while anybody holds the lease. A write that goes on from
     * a read under this may rely on what that saw.
     */
    RESPECT,
    /** Take or prolong the lease, then act; do nothing while somebody else holds it. */
    TAKE,
    /** Act and give the lease back; do nothing while somebody else holds it. */
    GIVE_BACK
  }

  /** Leases are not looked at. */
  public static final Lease NONE = new Lease(Kind.NONE, 0, 0);

  /**
   * Leases are not looked at, but a write under {@link #RESPECT} may go on from this read: a store
   * that can't look at a lease and write in one step may look at it now.
   */
  public static final Lease FORESEEN = new Lease(Kind.NONE, 0, 1);

  /** Do nothing while anybody holds the lease. */
  public static final Lease RESPECT = new Lease(Kind.RESPECT, 0, 0);

  /** Whether this is {@link #FORESEEN}. */
  public boolean isForeseen() {
    return kind == Kind.NONE && millis != 0;
  }

  /** Take or prolong the lease for so many ms, then act. */
  public static Lease take(long token, long millis) {
    return new Lease(Kind.TAKE, token, millis);
  }

  /** Act, and give the lease back whatever the guard said. */
  public static Lease giveBack(long token) {
    return new Lease(Kind.GIVE_BACK, token, 0);
  }
}
