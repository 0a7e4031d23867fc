package dev.jaycache.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How much a near cache holds, and for how long. Immutable.
 *
 * @param maxEntries the most copies; {@link #UNLIMITED} where the weight decides
 * @param maxWeight the most weight; {@link #UNLIMITED} where the number decides
 * @param weigher what a kept value weighs, where the weight decides
 * @param maxStalenessNanos how long a copy is served after it was last known to be true, in ns
 * @param ttlNanos how long a copy is served at most, in ns; {@link #UNLIMITED}: no limit of its own
 */
public record NearBounds(
    long maxEntries,
    long maxWeight,
    @Nullable ToIntFunction<Object> weigher,
    long maxStalenessNanos,
    long ttlNanos) {
  /** No limit. */
  public static final long UNLIMITED = -1;

  /** Checks that one limit is set. */
  public NearBounds {
    if ((maxEntries == UNLIMITED) == (maxWeight == UNLIMITED)) {
      throw new IllegalArgumentException("a near cache is limited by entries or by weight");
    }
    if (maxWeight != UNLIMITED && weigher == null) {
      throw new IllegalArgumentException("a limit by weight needs a weigher");
    }
  }

  <V> Cache<Object, NearEntry<V>> build() {
    Caffeine<Object, Object> builder = Caffeine.newBuilder().executor(Runnable::run);
    ToIntFunction<Object> weight = weigher;
    if (weight == null || maxWeight == UNLIMITED) {
      return builder.maximumSize(maxEntries).build();
    }
    return builder
        .maximumWeight(maxWeight)
        .weigher((Object key, NearEntry<V> entry) -> weight.applyAsInt(entry.kept()))
        .build();
  }
}
