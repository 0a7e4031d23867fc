package dev.jaycache;

import dev.jaycache.engine.CountRunner;
import dev.jaycache.operation.Operation;
import dev.jaycache.store.Ttl;
import java.time.Duration;
import java.util.OptionalLong;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a cache whose values may be Longs: checks arguments and open state, names the
 * operation. Safe for any number of threads.
 */
final class CacheCounters<K, V> implements Counters<K> {
  private static final Duration LONGEST = Duration.ofMillis(Ttl.MAX_MILLIS);

  private final JayCache<K, V> cache;
  private final CacheParts<K, V> parts;

  private CacheCounters(JayCache<K, V> cache) {
    this.cache = cache;
    this.parts = cache.parts();
  }

  /**
   * The counters of a cache.
   *
   * @throws IllegalArgumentException when its values can't be Longs, or a writer stands behind it
   */
  static <K, V> Counters<K> of(JayCache<K, V> cache) {
    Class<?> type = cache.parts().types().valueType();
    if (!type.isAssignableFrom(Long.class)) {
      throw new IllegalArgumentException(
          "cache "
              + cache.getName()
              + " has values of type "
              + type.getName()
              + "; counters need a value type of Long, Number or Object");
    }
    if (cache.parts().counts().isWriteThrough()) {
      throw new IllegalArgumentException(
          "cache "
              + cache.getName()
              + " has a cache writer, which has to be told each value before it is written; use"
              + " cache.invoke with Processors.increment instead of counters");
    }
    return new CacheCounters<>(cache);
  }

  @Override
  public OptionalLong increment(K key, long by) {
    return optional(count(Operation.COUNT_UP, key, by, null));
  }

  @Override
  public long increment(K key, long by, long initial, Duration expiry) {
    return counted(count(Operation.COUNT_UP_FROM, key, by, start(initial, expiry)));
  }

  @Override
  public OptionalLong decrement(K key, long by) {
    return optional(count(Operation.COUNT_DOWN, key, by, null));
  }

  @Override
  public long decrement(K key, long by, long initial, Duration expiry) {
    return counted(count(Operation.COUNT_DOWN_FROM, key, by, start(initial, expiry)));
  }

  @Override
  public boolean expire(K key, Duration expiry) {
    check(key);
    return parts.counts().expire(key, ttl(expiry));
  }

  private @Nullable V count(
      Operation operation, K key, long by, CountRunner.@Nullable Start<V> start) {
    check(key);
    try {
      return parts.counts().count(operation, key, value(by), start);
    } catch (CacheException e) {
      // What a store says of itself stays as it is; what was wrong with the value needs a name.
      throw e.getClass() == CacheException.class
          ? new CacheException("cache " + cache.getName() + ": " + e.getMessage(), e.getCause())
          : e;
    }
  }

  private void check(K key) {
    parts.checkOpen();
    parts.types().checkKey(key);
  }

  private CountRunner.Start<V> start(long initial, Duration expiry) {
    return new CountRunner.Start<>(value(initial), ttl(expiry));
  }

  /** A Long is a value of this cache. */
  @SuppressWarnings("unchecked")
  private V value(long number) {
    return (V) Long.valueOf(number);
  }

  private OptionalLong optional(@Nullable V counted) {
    return counted == null ? OptionalLong.empty() : OptionalLong.of((Long) counted);
  }

  private static <V> long counted(@Nullable V counted) {
    if (counted == null) {
      throw new IllegalStateException("unreachable: counting with an initial value gave none");
    }
    return (Long) counted;
  }

  private static Ttl ttl(Duration expiry) {
    if (expiry.isNegative()) {
      throw new IllegalArgumentException(
          "an expiry of " + expiry + " is negative; give zero or more, or Counters.NEVER");
    }
    if (expiry.compareTo(LONGEST) > 0) {
      return Ttl.ETERNAL;
    }
    return Ttl.ofMillis(expiry.plusNanos(999_999).toMillis());
  }
}
