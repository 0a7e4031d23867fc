package dev.jaycache.testkit.jvm;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of a test's own, with the test's class path, that is talked to in lines. For one thread.
 * The child's side is {@link ParentJvm}; a child that uses it ends with this JVM, however that
 * ends.
 */
public final class ChildJvm implements AutoCloseable {
  private static final long END_SECONDS = 60;

  private final String name;
  private final Process process;
  private final Path errors;
  private final BufferedReader in;
  private final BufferedWriter out;

  private ChildJvm(String name, List<String> command) throws IOException {
    this.name = name;
    this.errors = Files.createTempFile("jaycache-child-", ".err");
    this.process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    this.in = process.inputReader(StandardCharsets.UTF_8);
    this.out = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts a JVM.
   *
   * @param main a class of the class path that has a main method
   * @param arguments what main is given
   */
  public static ChildJvm start(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    try {
      return new ChildJvm(main.getSimpleName(), command);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a JVM for " + main.getName(), e);
    }
  }

  /** Sends a line, which the child gets by {@link ParentJvm#hear()}. */
  public void say(String line) {
    try {
      out.write(line);
      out.newLine();
      out.flush();
    } catch (IOException e) {
      throw new IllegalStateException(ended(), e);
    }
  }

  /**
   * Waits for the next line that the child says.
   *
   * @throws IllegalStateException when the child ended; with what it wrote to its error output
   */
  public String hear() {
    String line = next();
    if (line == null) {
      throw new IllegalStateException(ended());
    }
    return line;
  }

  /**
   * Waits for the child's end.
   *
   * @return what it still said
   * @throws IllegalStateException when it did not end well, or not within a minute after it fell
   *     silent
   */
  public List<String> hearAll() {
    List<String> lines = new ArrayList<>();
    for (String line = next(); line != null; line = next()) {
      lines.add(line);
    }
    if (!ends() || process.exitValue() != 0) {
      throw new IllegalStateException(ended());
    }
    return lines;
  }

  /** Ends the child at once (SIGKILL), as a crash would. */
  public void kill() {
    process.destroyForcibly();
    if (!ends()) {
      throw new IllegalStateException(name + " survived SIGKILL");
    }
  }

  /** Freezes the child (SIGSTOP), as a long pause of its machine or its collector would. */
  public void freeze() {
    Freezing.freeze(process.pid());
  }

  /** Lets a frozen child go on (SIGCONT). */
  public void thaw() {
    Freezing.thaw(process.pid());
  }

  private @Nullable String next() {
    try {
      return in.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean ends() {
    try {
      return process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String ended() {
    String how = ends() ? "ended with " + process.exitValue() : "closed its output and goes on";
    try {
      return name + ' ' + how + ". Its errors:\n" + Files.readString(errors);
    } catch (IOException e) {
      return name + ' ' + how;
    }
  }

  /** Ends the child if it runs. Idempotent. */
  @Override
  public void close() {
    process.destroyForcibly();
    ends();
    try {
      Files.deleteIfExists(errors);
    } catch (IOException e) {
      // A temporary file that stays behind is no reason to fail a test.
    }
  }
}
