package dev.jaycache.benchmark;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is measured, one row of the report each. */
enum Work {
  GET_HIT("get, hit", Kind.SINGLE_KEY),
  GET_MISS("get, miss", Kind.SINGLE_KEY),
  PUT("put", Kind.SINGLE_KEY),
  GET_AND_PUT("getAndPut", Kind.SINGLE_KEY),
  PUT_IF_ABSENT("putIfAbsent, absent", Kind.SINGLE_KEY),
  REPLACE("replace(k,o,n)", Kind.SINGLE_KEY),
  REMOVE("remove, present", Kind.SINGLE_KEY),
  INVOKE_MANY("invoke: own increment, many keys", Kind.COUNTER),
  INCREMENT_MANY("invoke: ready-made increment, many keys", Kind.COUNTER),
  INVOKE_HOT("invoke: own increment, one hot key", Kind.COUNTER),
  INCREMENT_HOT("invoke: ready-made increment, one hot key", Kind.COUNTER),
  GET_ALL("getAll(100)", Kind.BULK),
  PUT_ALL("putAll(100)", Kind.BULK),
  REMOVE_ALL("removeAll(100)", Kind.BULK),
  ITERATE("iterate all", Kind.BULK);

  /** What a work's operations are about. */
  enum Kind {
    SINGLE_KEY,
    COUNTER,
    BULK
  }

  private final String label;
  private final Kind kind;

  Work(String label, Kind kind) {
    this.label = label;
    this.kind = kind;
  }

  /** The name in reports. */
  String label() {
    return label;
  }

  /** What the operations are about. */
  Kind kind() {
    return kind;
  }

  /** The name on the command line. */
  String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether an operation uses up an entry that was put there before. */
  boolean consumes() {
    return this == REMOVE || this == REMOVE_ALL;
  }

  /** Whether each operation needs a key, or batch of keys, of its own. */
  boolean needsFreshKeys() {
    return consumes() || this == PUT_IF_ABSENT;
  }

  /** Whether all threads work on one key. */
  boolean isHot() {
    return this == INVOKE_HOT || this == INCREMENT_HOT;
  }

  /**
   * The work of a name as on the command line.
   *
   * @throws IllegalArgumentException where there is none
   */
  static Work of(String option) {
    return Arrays.stream(values())
        .filter(work -> work.option().equals(option))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown operation '"
                        + option
                        + "'; there are "
                        + Arrays.stream(values())
                            .map(Work::option)
                            .collect(Collectors.joining(", "))));
  }
}
