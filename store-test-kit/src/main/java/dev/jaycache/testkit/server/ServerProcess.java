package dev.jaycache.testkit.server;

import dev.jaycache.testkit.jvm.Freezing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One started program, and the promise that it does not outlive this JVM: a small shell waits for
 * the end of a pipe that only this JVM holds, so that even a killed JVM leaves no server behind.
 * Safe for any number of threads. Knows nothing of what the program does.
 */
final class ServerProcess {
  private final Process process;
  private final Process watchdog;

  private ServerProcess(Process process, Process watchdog) {
    this.process = process;
    this.watchdog = watchdog;
  }

  /** Starts a program in a folder, with its output in a file. */
  static ServerProcess start(List<String> command, Path folder, Path log) {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .start();
      String onEnd = "trap '' INT TERM HUP; read -r line; kill -9 \"$1\"; rm -rf \"$2\"";
      Process watchdog =
          new ProcessBuilder(
                  "sh", "-c", onEnd, "sh", Long.toString(process.pid()), folder.toString())
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      return new ServerProcess(process, watchdog);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Freezes the program (SIGSTOP). When this returns, none of its threads runs any more. */
  void freeze() {
    Freezing.freeze(pid());
  }

  /** Lets a frozen program go on (SIGCONT). */
  void thaw() {
    Freezing.thaw(pid());
  }

  /** Ends the program: politely where there is time, and without asking after 5 s. */
  void stop() {
    if (process.isAlive()) {
      thaw();
      process.destroy();
    }
    if (!ends(5)) {
      kill();
    }
    watchdog.destroyForcibly();
  }

  /** Ends the program at once, as a crash would. */
  void kill() {
    process.destroyForcibly();
    if (!ends(30)) {
      throw new IllegalStateException("process " + pid() + " survived SIGKILL");
    }
    watchdog.destroyForcibly();
  }

  private boolean ends(long seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      return false;
    }
  }
}
