package dev.jaycache.redis;

/**
 * All connections to a server were in use until the deadline. Nothing was sent, and it says nothing
 * against the server.
 */
final class BusyException extends LinkException {
  private static final long serialVersionUID = 1L;

  /** With what was in use, and what to do. */
  BusyException(String message) {
    super(message, false, null);
  }
}
