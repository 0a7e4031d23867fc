package dev.jaycache.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class SeldomLogTest {
  /** A logger that keeps what it is told. */
  private static final class Kept extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;
    private final transient List<String> lines = new ArrayList<>();

    @Override
    protected String getFullyQualifiedCallerName() {
      return Kept.class.getName();
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String message,
        Object @Nullable [] arguments,
        @Nullable Throwable thrown) {
      String text = MessageFormatter.basicArrayFormat(message, arguments);
      lines.add(level + " " + text + (thrown == null ? "" : " with the stack of " + thrown));
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }

  private final Kept kept = new Kept();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final SeldomLog log = new SeldomLog(kept, nanos::get);

  @Test
  void firstWarning_hasItsStackAndTheNextAreCounted() {
    for (int i = 0; i < 5; i++) {
      log.warn("it failed", new IllegalStateException("no " + i));
    }
    assertEquals(
        List.of("WARN it failed with the stack of java.lang.IllegalStateException: no 0"),
        kept.lines);
  }

  @Test
  void warningsAfterAMinute_areOneLineWithTheNumber() {
    log.warn("it failed", new IllegalStateException("no 0"));
    nanos.addAndGet(Duration.ofMinutes(1).toNanos() - 1);
    log.warn("it failed", new IllegalStateException("no 1"));
    nanos.addAndGet(1);
    log.warn("it failed", new IllegalStateException("no 2"));
    log.warn("it failed", new IllegalStateException("no 3"));
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    log.warn("it failed", null);
    assertEquals(
        List.of(
            "WARN it failed with the stack of java.lang.IllegalStateException: no 0",
            "WARN it failed (and 1 more times since the last such line):"
                + " java.lang.IllegalStateException: no 2",
            "WARN it failed (and 1 more times since the last such line)"),
        kept.lines);
  }
}
