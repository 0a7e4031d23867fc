package dev.jaycache.benchmark;

import java.lang.reflect.InvocationTargetException;
import java.util.Locale;

/** On which threads the callers of a round run. */
enum ThreadKind {
  PLATFORM {
    @Override
    Thread unstarted(Runnable work) {
      Thread thread = new Thread(work, "benchmark");
      thread.setDaemon(true);
      return thread;
    }
  },
  /** From Java 21 on. */
  VIRTUAL {
    @Override
    Thread unstarted(Runnable work) {
      try {
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        return (Thread)
            Class.forName("java.lang.Thread$Builder")
                .getMethod("unstarted", Runnable.class)
                .invoke(builder, work);
      } catch (NoSuchMethodException | ClassNotFoundException e) {
        throw new IllegalArgumentException(
            "virtual threads need Java 21 or newer, and this is " + Runtime.version().feature(), e);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(e);
      }
    }
  };

  /** A thread that does not keep the JVM from its end. */
  abstract Thread unstarted(Runnable work);

  /** The name on the command line and in reports. */
  String option() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind of a name as on the command line.
   *
   * @throws IllegalArgumentException where there is none, or this Java has no such threads
   */
  static ThreadKind of(String option) {
    for (ThreadKind kind : values()) {
      if (kind.option().equals(option)) {
        kind.unstarted(() -> {});
        return kind;
      }
    }
    throw new IllegalArgumentException("--thread-kind takes platform and virtual");
  }
}
