package dev.jaycache.benchmark;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a cache as one contender does them. Safe for any number of threads. Counters
 * are entries of their own, apart from the text entries.
 */
interface Target extends AutoCloseable {
  @Nullable String get(String key);

  void put(String key, String value);

  @Nullable String getAndPut(String key, String value);

  boolean putIfAbsent(String key, String value);

  boolean replace(String key, String oldValue, String newValue);

  boolean remove(String key);

  Map<String, String> getAll(Set<String> keys);

  void putAll(Map<String, String> entries);

  void removeAll(Set<String> keys);

  /** Reads every text entry, and gives their number. */
  long iterate();

  /** Adds one to a counter by code of the user's own. */
  void invokeIncrement(String counter);

  /** Adds one to a counter by the fastest means that the contender offers. */
  void increment(String counter);

  /** Sets counters to zero. */
  void resetCounters(Set<String> counters);

  /** The sum of counters; an absent one counts as zero. */
  long sumCounters(Set<String> counters);

  /**
   * Removes every counter, where a walk over all keys would pass by what is left: no cell may
   * depend on those before it.
   */
  default void clearCounters() {}

  /** Removes every text entry, and nothing else. */
  void clear();

  /**
   * Sees to it that nothing at all stands under some keys, where what was cleared would still be in
   * the way.
   */
  default void vacate(List<Set<String>> batches) {}

  /** Removes every entry and lets go of connections. */
  @Override
  void close();
}
