package dev.jaycache.testkit.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Stops processes and lets them go on. Stateless. */
public final class Freezing {
  private Freezing() {}

  /**
   * Freezes a process (SIGSTOP). When this returns, none of its threads runs any more.
   *
   * @param pid of a process that this user may stop
   */
  public static void freeze(long pid) {
    signal("STOP", pid);
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!isFrozen(pid)) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("process " + pid + " still runs after SIGSTOP");
      }
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
    }
  }

  /** Lets a frozen process go on (SIGCONT). */
  public static void thaw(long pid) {
    signal("CONT", pid);
  }

  /**
   * Whether each thread has stopped: kill(2) returns before, and a thread may still answer. Third
   * field of proc(5)'s stat; where there is no such file system, the signal has to do.
   */
  private static boolean isFrozen(long pid) {
    Path tasks = Path.of("/proc", Long.toString(pid), "task");
    if (!Files.isDirectory(tasks)) {
      return true;
    }
    try (Stream<Path> threads = Files.list(tasks)) {
      return threads.allMatch(Freezing::hasStopped);
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
  private static void signal(String name, long pid) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name + " " + pid + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
