package dev.jaycache.tck;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notes the tests whose body the TCK replaces by nothing: it counts them as passed and says so only
 * in its log. Safe for any number of threads.
 */
final class ExclusionLog extends Handler {
  private static final Pattern MESSAGE =
      Pattern.compile("===== EXCLUDING TEST '([^']+)'\\s+'([^']+)'\\.");

  private final List<String> excluded = new CopyOnWriteArrayList<>();

  /** Begins to listen to every logger of this JVM. */
  static ExclusionLog install() {
    ExclusionLog log = new ExclusionLog();
    Logger.getLogger("").addHandler(log);
    return log;
  }

  /** The tests so far, as {@code class#method}. */
  List<String> excluded() {
    return List.copyOf(excluded);
  }

  @Override
  public void publish(LogRecord entry) {
    Matcher matcher = MESSAGE.matcher(String.valueOf(entry.getMessage()));
    if (matcher.matches()) {
      excluded.add(matcher.group(1) + '#' + matcher.group(2));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
