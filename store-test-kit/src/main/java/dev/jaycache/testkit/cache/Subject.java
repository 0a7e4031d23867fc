package dev.jaycache.testkit.cache;

import java.util.List;
import java.util.Map;
import javax.cache.Cache;

/** A cache under comparison, and what can be seen of it from outside. For one thread. */
interface Subject {
  /** The cache. */
  Cache<Object, Object> cache();

  /** What its loader, writer, policy and listeners were told. */
  Journal journal();

  /** Its statistics. */
  ModelCounts.Counts counts();

  /** Starts or ends counting. */
  void setStatistics(boolean enabled);

  /** The entries as they stand, and how long they live, without a read that counts. */
  Map<String, String> content();

  /**
   * What can be seen of a step.
   *
   * @param result what it gave or threw
   * @param notes what the application's objects were told
   * @param counts the statistics afterwards
   */
  record Seen(String result, Map<String, List<String>> notes, ModelCounts.Counts counts) {}

  /** Runs a step. */
  default Seen run(Step step) {
    String result = step.run(this);
    return new Seen(result, journal().take(), counts());
  }
}
