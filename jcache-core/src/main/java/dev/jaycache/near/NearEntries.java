package dev.jaycache.near;

import com.github.benmanes.caffeine.cache.Cache;
import dev.jaycache.statistics.NearCacheStatistics;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The copies, and the guard that keeps out what was read before a change and arrives after it. Safe
 * for any number of threads.
 *
 * <p>The guard: who fills notes the epoch of the key <i>before</i> it reads at the server, and puts
 * its copy only if the epoch is still the same, in one step with the check. Who knows of a change
 * moves the epoch <i>first</i>, then removes the copy. So either the fill sees the epoch moved, or
 * the removal finds what was put. Keys share epochs, which costs a refused fill now and then.
 *
 * @param <V> the type of values
 */
class NearEntries<V> {
  final Cache<Object, NearEntry<V>> copies;
  private final NearBounds bounds;
  private final AtomicLongArray epochs;
  private final AtomicLong life = new AtomicLong();

  /**
   * No copies.
   *
   * @param epochs how many epochs the keys share, a power of two
   */
  NearEntries(NearBounds bounds, int epochs) {
    this.bounds = bounds;
    this.epochs = new AtomicLongArray(epochs);
    this.copies = bounds.build();
  }

  /** The copy for a key; the caller has to see whether it may still be served. */
  @Nullable NearEntry<V> get(Object key) {
    return copies.getIfPresent(key);
  }

  /**
   * Which life this is: {@link #clear} ends one. A copy of an earlier one is not served, so that
   * clearing is over at once, however many copies there are.
   */
  long life() {
    return life.get();
  }

  /** The epoch of a key. */
  long epoch(Object key) {
    return epochs.get(stripe(key));
  }

  /**
   * Keeps a copy, unless there was a change since its read began, or a later read was faster.
   *
   * @param epoch what {@link #epoch} said before the read
   * @return whether there was no change
   */
  boolean fill(Object key, NearEntry<V> fresh, long epoch) {
    NearEntry<V> stays =
        copies
            .asMap()
            .compute(
                key,
                (same, found) -> {
                  if (epoch(same) != epoch || life() != fresh.life()) {
                    return found;
                  }
                  boolean later =
                      found != null
                          && found.life() == fresh.life()
                          && found.read() - fresh.read() > 0;
                  return later ? found : fresh;
                });
    if (bounds.mayBeFull(copies)) {
      copies.cleanUp();
    }
    return stays == fresh || (epoch(key) == epoch && life() == fresh.life());
  }

  /**
   * Keeps a copy on that was found unchanged, as {@link #fill} does.
   *
   * @param renewed the copy, {@linkplain NearEntry#renewed as known} since the question
   * @param epoch what {@link #epoch} said before the question
   * @return whether there was no change
   */
  boolean renew(Object key, NearEntry<V> renewed, long epoch) {
    return fill(key, renewed, epoch);
  }

  /** A copy is no longer true, or may not be. */
  void invalidate(Object key) {
    bump(key);
    copies.asMap().remove(key);
  }

  /** Moves the epoch of a key. */
  final void bump(Object key) {
    epochs.incrementAndGet(stripe(key));
  }

  /** Removes a copy that is over; nothing has changed. */
  void drop(Object key, NearEntry<V> over) {
    copies.asMap().remove(key, over);
  }

  /** No copy is true any more, nor what is being read. */
  void clear() {
    life.incrementAndGet();
    copies.invalidateAll();
  }

  /** About how many copies there are. */
  long size() {
    return copies.estimatedSize();
  }

  /** About what the copies weigh; {@code NOT_WEIGHED} where their number is limited. */
  long weight() {
    copies.cleanUp();
    return copies
        .policy()
        .eviction()
        .filter(limit -> limit.isWeighted())
        .map(limit -> limit.weightedSize().orElse(0))
        .orElse(NearCacheStatistics.NOT_WEIGHED);
  }

  /** The keys of copies, those first that are asked for most. */
  List<Object> hottest(int most) {
    copies.cleanUp();
    return copies
        .policy()
        .eviction()
        .map(limit -> List.copyOf(limit.hottest(most).keySet()))
        .orElse(List.of());
  }

  private int stripe(Object key) {
    int hash = key.hashCode();
    return (hash ^ (hash >>> 16)) & (epochs.length() - 1);
  }
}
