package dev.jaycache.testkit.jvm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The child's side of a {@link ChildJvm}: lines from and to the JVM that started this one. Safe for
 * any number of threads. When the parent is gone this JVM ends.
 */
public final class ParentJvm {
  private static final LinkedBlockingQueue<String> HEARD = new LinkedBlockingQueue<>();

  static {
    Thread ear = new Thread(ParentJvm::listen, "parent");
    ear.setDaemon(true);
    ear.start();
  }

  private ParentJvm() {}

  private static void listen() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        HEARD.add(line);
      }
    } catch (IOException e) {
      // As good as its end.
    }
    Runtime.getRuntime().halt(1);
  }

  /** Waits for the next line from the parent. */
  public static String hear() {
    try {
      return HEARD.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Sends a line to the parent. */
  public static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
