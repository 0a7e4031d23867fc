package dev.jaycache.benchmark;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a ratio should be at least. Immutable. The table is the project's own, from its design.
 *
 * @param floor below this the work is too slow
 * @param aim what it should reach
 */
record Goal(double floor, double aim) {
  /** The bytes of an entry, divided by the raw client's, should be at most this. */
  static final Goal MEMORY = new Goal(1.15, 1.08);

  /** The goal for the subject's rate divided by a rival's; empty where none was set. */
  static Optional<Goal> of(Work work, boolean ttl, int threads, Contender rival) {
    return Optional.ofNullable(
        switch (rival) {
          case RAW -> toRaw(work, ttl, threads);
          case REDISSON -> toPeer(work, threads);
          case JAYCACHE -> null;
        });
  }

  private static @Nullable Goal toRaw(Work work, boolean ttl, int threads) {
    return switch (work.kind()) {
      case SINGLE_KEY ->
          threads >= 128
              ? new Goal(1.0, 1.7)
              : threads >= 32 ? new Goal(1.0, 1.5) : new Goal(0.85, threads >= 8 ? 1.1 : 0.95);
      case COUNTER -> null;
      // putAll is held against pipelined SET PX; without a time to live the raw client has MSET.
      case BULK ->
          work == Work.GET_ALL || (work == Work.PUT_ALL && ttl) ? new Goal(0.8, 0.95) : null;
    };
  }

  private static @Nullable Goal toPeer(Work work, int threads) {
    return switch (work) {
      case GET_HIT, GET_MISS, PUT, GET_AND_PUT, PUT_IF_ABSENT, REPLACE, REMOVE ->
          new Goal(1.7, threads >= 32 ? 4 : 2.5);
      case INVOKE_MANY -> new Goal(4, 5);
      case INCREMENT_MANY -> new Goal(8, 10);
      case INVOKE_HOT -> threads >= 32 ? new Goal(1.1, 3) : null;
      case INCREMENT_HOT -> null;
      case GET_ALL -> new Goal(3.5, 4.5);
      case PUT_ALL -> new Goal(6, 10);
      case REMOVE_ALL -> new Goal(6, 9);
      case ITERATE -> new Goal(3, 4);
    };
  }

  /** How a ratio that should be high does. */
  Standing of(double ratio) {
    return ratio >= aim ? Standing.AIM : ratio >= floor ? Standing.FLOOR : Standing.BELOW;
  }

  /** How a ratio that should be low does. */
  Standing ofCost(double ratio) {
    return ratio <= aim ? Standing.AIM : ratio <= floor ? Standing.FLOOR : Standing.BELOW;
  }

  /** Whether floor and aim are met. */
  enum Standing {
    AIM("aim met"),
    FLOOR("floor met"),
    BELOW("**below floor**");

    private final String words;

    Standing(String words) {
      this.words = words;
    }

    /** As the report says it. */
    String words() {
      return words;
    }
  }
}
