package dev.jaycache.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jaycache.store.StoredEntry;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How much a near cache holds, for how long, and what becomes of what is too old. Immutable.
 *
 * @param maxEntries the most copies; {@link #UNLIMITED} where the weight decides
 * @param maxWeight the most weight; {@link #UNLIMITED} where the number decides
 * @param weigher what a kept value weighs, where the weight decides
 * @param maxStalenessNanos how long a copy is served after it was last known to be true, in ns
 * @param ttlNanos how long a copy is served at most, in ns; {@link #UNLIMITED}: no limit of its own
 * @param validates whether the store is asked if what is too old is the entry still
 */
public record NearBounds(
    long maxEntries,
    long maxWeight,
    @Nullable ToIntFunction<Object> weigher,
    long maxStalenessNanos,
    long ttlNanos,
    boolean validates) {
  /**
   * Caffeine asks for its upkeep about every 16 reads. Once a millisecond is enough to know which
   * copies are asked for most, and costs readers next to nothing. Who brings a copy that is too
   * many does it at once ({@link #mayBeFull}).
   */
  private static final Executor UPKEEP = Later.on(1);

  /** No limit. */
  public static final long UNLIMITED = -1;

  /** Bounds by which what is too old is read again. */
  public NearBounds(
      long maxEntries,
      long maxWeight,
      @Nullable ToIntFunction<Object> weigher,
      long maxStalenessNanos,
      long ttlNanos) {
    this(maxEntries, maxWeight, weigher, maxStalenessNanos, ttlNanos, false);
  }

  /** Checks that one limit is set. */
  public NearBounds {
    if ((maxEntries == UNLIMITED) == (maxWeight == UNLIMITED)) {
      throw new IllegalArgumentException("a near cache is limited by entries or by weight");
    }
    if (maxWeight != UNLIMITED && weigher == null) {
      throw new IllegalArgumentException("a limit by weight needs a weigher");
    }
  }

  /**
   * What a value weighs as it is kept; 0 where the number of copies decides.
   *
   * @throws dev.jaycache.store.StoreException where it can't be encoded, which is what is weighed
   */
  int weight(Object kept) {
    return weigher == null || maxWeight == UNLIMITED ? 0 : weigher.applyAsInt(kept);
  }

  /**
   * How long a copy may be served at most, in ns; {@link Long#MAX_VALUE} for ever.
   *
   * @param entry as the server told it
   * @param wall what time it was before it was read, in ms since 1970
   */
  long mostNanos(StoredEntry<?> entry, long wall) {
    long most = ttlNanos == UNLIMITED ? Long.MAX_VALUE : ttlNanos;
    return entry.expiresAt() == StoredEntry.NEVER_EXPIRES
        ? most
        : Math.min(most, TimeUnit.MILLISECONDS.toNanos(Math.max(0, entry.expiresAt() - wall)));
  }

  /** Whether there may be too many of these copies. */
  boolean mayBeFull(Cache<?, ?> copies) {
    return maxWeight != UNLIMITED || copies.estimatedSize() > maxEntries;
  }

  <V> Cache<Object, NearEntry<V>> build() {
    Caffeine<Object, Object> builder = Caffeine.newBuilder().executor(UPKEEP);
    if (maxWeight == UNLIMITED) {
      return builder.maximumSize(maxEntries).build();
    }
    return builder
        .maximumWeight(maxWeight)
        .weigher((Object key, NearEntry<V> entry) -> entry.kept().weight())
        .build();
  }
}
