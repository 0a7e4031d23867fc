package dev.jaycache.cli;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** How far long work has come, on one line that is written anew. For one thread. */
final class Progress implements AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final String CLEARED = "\r\u001b[K";

  private final PrintStream err;
  private final boolean shown;
  private long next = System.nanoTime();
  private boolean written;

  /**
   * Nothing is shown yet.
   *
   * @param asked whether it is to be shown in any case, and not only to a person
   */
  Progress(Terminal terminal, boolean asked) {
    this.err = terminal.err();
    this.shown = asked || terminal.interactive();
  }

  /** Shows where it stands, unless that was done a moment ago. */
  void show(String where) {
    if (shown && System.nanoTime() - next >= 0) {
      next = System.nanoTime() + PAUSE_NANOS;
      written = true;
      err.print(CLEARED + where);
      err.flush();
    }
  }

  /** Leaves an empty line. */
  @Override
  public void close() {
    if (written) {
      err.print(CLEARED);
      err.flush();
    }
  }
}
