package dev.jaycache.testkit.staleness;

import java.util.ArrayList;
import java.util.List;

/**
 * What several applications with near caches do: each key is written by one thread of one of them,
 * with versions that count up, and read by all of them. Immutable.
 *
 * @param jvms how many applications
 * @param keys how many keys
 * @param writers threads that write, in each application
 * @param readers threads that read, in each application
 * @param maxStalenessMillis the near caches' {@code max-staleness}, in ms
 * @param told whether the server tells of changes, and proves that it has
 */
public record StalenessLoad(
    int jvms, int keys, int writers, int readers, long maxStalenessMillis, boolean told) {
  private static final String BETWEEN = ",";

  /** Whether an application is the one that writes a key. */
  boolean writes(int jvm, int key) {
    return key % jvms == jvm;
  }

  /** The keys that a thread of an application writes. */
  List<Integer> written(int jvm, int writer) {
    List<Integer> written = new ArrayList<>();
    for (int key = 0; key < keys; key++) {
      if (writes(jvm, key) && key / jvms % writers == writer) {
        written.add(key);
      }
    }
    return written;
  }

  /** As an argument of a JVM, for {@link #parse}. */
  String text() {
    return String.join(
        BETWEEN,
        String.valueOf(jvms),
        String.valueOf(keys),
        String.valueOf(writers),
        String.valueOf(readers),
        String.valueOf(maxStalenessMillis),
        String.valueOf(told));
  }

  static StalenessLoad parse(String text) {
    String[] words = text.split(BETWEEN);
    return new StalenessLoad(
        Integer.parseInt(words[0]),
        Integer.parseInt(words[1]),
        Integer.parseInt(words[2]),
        Integer.parseInt(words[3]),
        Long.parseLong(words[4]),
        Boolean.parseBoolean(words[5]));
  }
}
