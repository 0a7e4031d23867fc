package dev.jaycache.benchmark;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client of memcached offers, for text, and each by the best means that it has. Safe for any
 * number of threads. An exptime of 0 is none.
 */
interface MemcachedCommands extends AutoCloseable {
  /** A value and its cas id. */
  record Stamped(String value, long cas) {}

  @Nullable String get(String key);

  @Nullable Stamped gets(String key);

  void set(String key, int exptime, String value);

  /** False where something stands. */
  boolean add(String key, int exptime, String value);

  /** False where not the same stands any more. */
  boolean cas(String key, int exptime, String value, long cas);

  /** False where nothing stood. */
  boolean delete(String key);

  void increment(String key);

  Map<String, String> getAll(Collection<String> keys);

  void setAll(Map<String, String> entries, int exptime);

  void deleteAll(Collection<String> keys);

  @Override
  void close();
}
