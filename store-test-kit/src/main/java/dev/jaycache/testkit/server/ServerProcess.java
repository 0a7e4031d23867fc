package dev.jaycache.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

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
    signal("STOP");
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!isFrozen()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("process " + pid() + " still runs after SIGSTOP");
      }
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
    }
  }

  /** Lets a frozen program go on (SIGCONT). */
  void thaw() {
    signal("CONT");
  }

  /**
   * Whether each thread has stopped: kill(2) returns before, and a thread may still answer. Third
   * field of proc(5)'s stat; where there is no such file system, the signal has to do.
   */
  private boolean isFrozen() {
    Path tasks = Path.of("/proc", Long.toString(pid()), "task");
    if (!Files.isDirectory(tasks)) {
      return true;
    }
    try (Stream<Path> threads = Files.list(tasks)) {
      return threads.allMatch(ServerProcess::hasStopped);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasStopped(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.startsWith(") T", stat.lastIndexOf(')'));
    } catch (IOException e) {
      // It ended meanwhile.
      return true;
    }
  }

  /** Sends a signal, by the name that kill(1) knows. */
  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name + " " + pid() + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
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
