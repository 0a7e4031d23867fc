package dev.jaycache.benchmark.near;

import org.jspecify.annotations.Nullable;

/**
 * A cache of one contender. Safe for any number of threads, as far as the contender is.
 *
 * @param <V> the type of values
 */
interface NearTarget<V> extends AutoCloseable {
  @Nullable V get(String key);

  void put(String key, V value);

  /**
   * Reads keys one by one. Each contender has this loop for itself, so that what is measured is not
   * a call that the compiler can't see through.
   *
   * @return how many of them were there
   */
  int read(String[] keys, int from, int count);

  /** Lets go of connections and threads. */
  @Override
  void close();
}
