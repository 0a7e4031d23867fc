package dev.jaycache.cli;

/** The command line is wrong. The message says what would be right, and holds no secret. */
final class MisuseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MisuseException(String message) {
    super(message);
  }
}
