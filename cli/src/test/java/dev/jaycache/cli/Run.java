package dev.jaycache.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a run of the program left behind.
 *
 * @param exit the exit code
 * @param out what it wrote to the standard output
 * @param err what it wrote to the standard error stream
 */
record Run(int exit, String out, String err) {
  /** The password of the tests' servers, which nothing may show. */
  static final String PASSWORD = "hunter2";

  /** Settings of all runs: a busy machine is not to be taken for a server that is away. */
  static final Map<String, String> PATIENT =
      Map.of("jaycache.connect-timeout", "30 s", "jaycache.command-timeout", "30 s");

  static {
    PATIENT.forEach(System::setProperty);
  }

  static Run of(String... arguments) {
    return of(/* shown= */ false, arguments);
  }

  /** The same where a person may look at the standard output. */
  static Run of(boolean shown, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, UTF_8), shown, new PrintStream(err, true, UTF_8), false);
    int exit = Jaycache.run(terminal, arguments);
    Run run = new Run(exit, out.toString(UTF_8), err.toString(UTF_8));
    assertFalse((run.out + run.err).contains(PASSWORD), run::toString);
    return run;
  }

  /** It did what it should, and wrote this. */
  void assertPrints(String expected) {
    assertEquals(ExitCode.OK, exit, err);
    assertEquals(expected, out);
  }

  /** It did what it should; gives what it wrote. */
  String done() {
    assertEquals(ExitCode.OK, exit, err);
    return out;
  }

  /** It ended with a code and one line that has these words. */
  void assertFails(int code, String words) {
    assertEquals(code, exit, err);
    assertEquals("", out);
    assertTrue(err.startsWith("jaycache: "), err);
    assertEquals(1, err.lines().count(), err);
    assertTrue(err.contains(words), err);
  }
}
