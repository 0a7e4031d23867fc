package dev.jaycache.testkit.server;

/** A test needs a server that this machine does not have. The test fails; it is not skipped. */
public class MissingServerException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** With a message that says what to run. */
  public MissingServerException(String message) {
    super(message);
  }
}
