package dev.jaycache.testkit.history;

import dev.jaycache.testkit.jvm.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Several JVMs that share a cache, and the history of what they did. For one thread. {@link
 * #close()} ends them.
 */
public final class HistoryRun implements AutoCloseable {
  /** The name of the cache that they share. */
  public static final String CACHE = "history";

  private final List<ChildJvm> children = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();

  /**
   * Starts the JVMs, which wait for {@link #go()}.
   *
   * @param workload of each
   * @param settings of each JVM, each {@code path=value} below {@code jaycache}, with its servers
   */
  public HistoryRun(Workload workload, List<List<String>> settings) {
    try {
      for (List<String> own : settings) {
        start(workload, own);
      }
      for (ChildJvm child : children) {
        String said = child.hear();
        if (!said.equals("ready")) {
          throw new IllegalStateException("a child said " + said);
        }
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void start(Workload workload, List<String> settings) {
    try {
      Path file = Files.createTempFile("jaycache-history-", ".txt");
      files.add(file);
      List<String> arguments = new ArrayList<>();
      arguments.add("jvm" + children.size());
      arguments.add(String.valueOf(workload.seed()));
      arguments.add(String.valueOf(workload.threads()));
      arguments.add(String.valueOf(workload.generations()));
      arguments.add(file.toString());
      arguments.addAll(settings);
      children.add(ChildJvm.start(HistoryJvm.class, arguments.toArray(new String[0])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets them begin. */
  public void go() {
    children.forEach(child -> child.say("go"));
  }

  /** Waits until all are done, and gives what they did. */
  public History await() {
    History history = new History();
    for (int i = 0; i < children.size(); i++) {
      children.get(i).hearAll();
      history.add(History.read(files.get(i)));
    }
    return history;
  }

  /** Ends the JVMs. Idempotent. */
  @Override
  public void close() {
    children.forEach(ChildJvm::close);
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // A temporary file that stays behind is no reason to fail a test.
      }
    }
  }
}
