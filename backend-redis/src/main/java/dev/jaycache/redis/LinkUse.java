package dev.jaycache.redis;

/**
 * How the connections to one server are used at a moment. Immutable.
 *
 * @param pool those that a caller has to itself
 * @param lanes those that callers share
 */
record LinkUse(Pool pool, Pool lanes) {
  /**
   * Connections of one kind.
   *
   * @param idle open, and used by nobody
   * @param inUse in use, or being opened
   * @param limit the most of both; 0: there are none of this kind
   * @param waiting callers that wait for one
   */
  record Pool(int idle, int inUse, int limit, int waiting) {
    /** None of this kind. */
    static final Pool NONE = new Pool(0, 0, 0, 0);

    private boolean isOpen() {
      return idle + inUse > 0;
    }
  }

  /** Whether a connection is open. */
  boolean isConnected() {
    return pool.isOpen() || lanes.isOpen();
  }
}
