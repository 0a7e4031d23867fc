package dev.jaycache.cli;

/** What the shell is told. */
final class ExitCode {
  /** It was done. */
  static final int OK = 0;

  /** A server failed, refused, or could not be reached. */
  static final int FAILED = 1;

  /** The command line or the configuration is wrong; nothing was done. */
  static final int MISUSED = 2;

  /** What was asked for is not there. */
  static final int NOTHING = 3;

  private ExitCode() {}
}
