package dev.jaycache;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import javax.cache.CacheException;

/**
 * Counts with the Longs of a cache: {@code cache.unwrap(Counters.class)}. Safe for any number of
 * threads and JVMs: each call is one atomic step at the store. The same over every backend.
 *
 * <p>A counter is an ordinary entry: {@code get}, {@code put}, {@code remove}, {@code invoke} and
 * the iterator see it as a {@link Long}, and a Long that was put can be counted with. Its 64 bits
 * are a number without sign, from 0 to 2<sup>64</sup> - 1: see {@link Long#toUnsignedString(long)}
 * and {@link Long#compareUnsigned}. Up to {@link Long#MAX_VALUE} there is no difference.
 *
 * <p>Counting asks neither the loader nor the expiry policy: a counter keeps its expiry until
 * {@link #expire}, or until something else writes the entry. Listeners and statistics hear of it.
 *
 * @param <K> the type of keys
 */
public interface Counters<K> {
  /** An expiry that never comes. */
  Duration NEVER = ChronoUnit.FOREVER.getDuration();

  /**
   * Adds to a counter that is there. The sum wraps around at 2<sup>64</sup>.
   *
   * @param by how much, without sign
   * @return the counter as it is now; empty where there is none, and none is made
   * @throws CacheException when the entry is no Long; nothing was changed
   */
  OptionalLong increment(K key, long by);

  /**
   * Adds to a counter, or makes it. The sum wraps around at 2<sup>64</sup>.
   *
   * @param by how much, without sign
   * @param initial what the counter is where there was none; {@code by} is not added to it
   * @param expiry how long it then lives, rounded up to ms: zero or more, or {@link #NEVER}; a
   *     counter that is there keeps its own
   * @return the counter as it is now
   * @throws CacheException when the entry is no Long; nothing was changed
   */
  long increment(K key, long by, long initial, Duration expiry);

  /**
   * Subtracts from a counter that is there, down to 0 at most.
   *
   * @param by how much, without sign
   * @return the counter as it is now; empty where there is none, and none is made
   * @throws CacheException when the entry is no Long; nothing was changed
   */
  OptionalLong decrement(K key, long by);

  /**
   * Subtracts from a counter, down to 0 at most, or makes it.
   *
   * @param by how much, without sign
   * @param initial what the counter is where there was none; {@code by} is not subtracted from it
   * @param expiry how long it then lives, rounded up to ms: zero or more, or {@link #NEVER}; a
   *     counter that is there keeps its own
   * @return the counter as it is now
   * @throws CacheException when the entry is no Long; nothing was changed
   */
  long decrement(K key, long by, long initial, Duration expiry);

  /**
   * Gives an entry another expiry and leaves its value alone; of any type, not only a Long.
   *
   * @param expiry how long it lives from now, rounded up to ms; zero: it expires at once; {@link
   *     #NEVER}: it does not expire
   * @return whether there is such an entry
   */
  boolean expire(K key, Duration expiry);
}
