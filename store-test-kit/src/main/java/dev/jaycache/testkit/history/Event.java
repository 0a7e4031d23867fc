package dev.jaycache.testkit.history;

import dev.jaycache.store.UnknownOutcomeException;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * A call that somebody made, when, and what came of it. Immutable.
 *
 * <p>Times are those of {@link System#nanoTime()}. On Linux that is the machine's CLOCK_MONOTONIC,
 * one for all processes, so times of several JVMs on one machine can be compared.
 *
 * @param caller the process and its thread, for the reader
 * @param call what was called
 * @param ending how it ended
 * @param answer what the caller was told, as {@link Call#run} gives it
 * @param begun before the call, in ns
 * @param ended after it, in ns
 */
public record Event(
    String caller, Call call, Ending ending, @Nullable String answer, long begun, long ended) {

  /** How a call ended. */
  public enum Ending {
    /** With an answer. */
    ANSWERED,
    /** With an exception that says that nobody knows: it may be done, at any later time, or not. */
    UNKNOWN,
    /** With an exception that says that it was not done, and will not be. */
    FAILED
  }

  private static final char BETWEEN = '\t';
  private static final int FIELDS = 9;

  /** Makes a call and tells what came of it. */
  static Event of(String caller, Call call, Cache<String, String> cache) {
    long begun = System.nanoTime();
    String answer = null;
    Ending ending;
    try {
      answer = call.run(cache);
      ending = Ending.ANSWERED;
    } catch (CacheException e) {
      ending = isUnknown(e) ? Ending.UNKNOWN : Ending.FAILED;
    }
    return new Event(caller, call, ending, answer, begun, System.nanoTime());
  }

  private static boolean isUnknown(CacheException e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof UnknownOutcomeException) {
        return true;
      }
    }
    return false;
  }

  /** The event as a line of text, for {@link #parse}. */
  String line() {
    return String.join(
        String.valueOf(BETWEEN),
        caller,
        call.action().name(),
        call.key(),
        text(call.expected()),
        text(call.value()),
        ending.name(),
        text(answer),
        String.valueOf(begun),
        String.valueOf(ended));
  }

  /** The event of a {@link #line()}. */
  static Event parse(String line) {
    String[] fields = line.split(String.valueOf(BETWEEN), -1);
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException("no event: " + line);
    }
    Call call = new Call(Action.valueOf(fields[1]), fields[2], value(fields[3]), value(fields[4]));
    return new Event(
        fields[0],
        call,
        Ending.valueOf(fields[5]),
        value(fields[6]),
        Long.parseLong(fields[7]),
        Long.parseLong(fields[8]));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static @Nullable String value(String text) {
    return text.isEmpty() ? null : text;
  }

  /** The event for a reader. */
  String shown(long since) {
    String answered =
        switch (ending) {
          case ANSWERED -> "= " + answer;
          case UNKNOWN -> "nobody knows";
          case FAILED -> "was not done";
        };
    return String.format(
        "%10.3f to %10.3f ms  %-8s %s %s",
        (begun - since) / 1e6, (ended - since) / 1e6, caller, call, answered);
  }
}
