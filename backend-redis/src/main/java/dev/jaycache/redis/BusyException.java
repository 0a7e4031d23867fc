package dev.jaycache.redis;

/**
 * A server was not asked in time: all connections to it were in use until the deadline, or the time
 * went by elsewhere. Nothing was sent, and it says nothing against the server.
 */
final class BusyException extends LinkException {
  private static final long serialVersionUID = 1L;

  /** With what took the time, and what to do. */
  BusyException(String message) {
    super(message, false, null);
  }
}
