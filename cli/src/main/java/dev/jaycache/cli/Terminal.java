package dev.jaycache.cli;

import dev.jaycache.report.Json;
import dev.jaycache.report.Table;
import java.io.PrintStream;
import java.util.List;

/**
 * Where the program writes. For one thread.
 *
 * @param out results
 * @param shown whether a person looks at {@code out}
 * @param err messages and progress
 * @param interactive whether a person looks at {@code err}
 */
record Terminal(PrintStream out, boolean shown, PrintStream err, boolean interactive) {
  /** Records, as JSON on one line or as a table. */
  void print(List<? extends Record> records, boolean json) {
    if (json) {
      out.println(Json.of(records));
    } else {
      out.print(Table.of(records));
    }
  }

  /** A message. */
  void tell(String message) {
    err.println("jaycache: " + message);
  }
}
