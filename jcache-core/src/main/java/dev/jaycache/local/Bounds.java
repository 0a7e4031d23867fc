package dev.jaycache.local;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jaycache.store.StoredEntry;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How much a {@link LocalStore} may hold; the least useful entries go first. Immutable.
 *
 * @param maxEntries the most entries; {@link #UNLIMITED} for any number
 * @param maxWeight the most weight, in what {@code weigher} counts; {@link #UNLIMITED} for any
 * @param weigher the weight of a key and a value; null where there is no weight limit
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public record Bounds<K, V>(
    long maxEntries, long maxWeight, @Nullable ToIntBiFunction<K, V> weigher) {
  /** No limit. */
  public static final long UNLIMITED = -1;

  /** Checks that at most one of the limits is set. */
  public Bounds {
    if (maxEntries != UNLIMITED && maxWeight != UNLIMITED) {
      throw new IllegalArgumentException("a store is limited by entries or by weight, not by both");
    }
    if (maxWeight != UNLIMITED && weigher == null) {
      throw new IllegalArgumentException("a limit by weight needs a weigher");
    }
  }

  /** No limit at all. */
  public static <K, V> Bounds<K, V> none() {
    return new Bounds<>(UNLIMITED, UNLIMITED, null);
  }

  Caffeine<K, StoredEntry<V>> limit(Caffeine<K, StoredEntry<V>> builder) {
    ToIntBiFunction<K, V> weight = weigher;
    if (weight != null && maxWeight != UNLIMITED) {
      return builder
          .maximumWeight(maxWeight)
          .weigher((key, entry) -> weight.applyAsInt(key, entry.value()));
    }
    return maxEntries == UNLIMITED ? builder : builder.maximumSize(maxEntries);
  }
}
