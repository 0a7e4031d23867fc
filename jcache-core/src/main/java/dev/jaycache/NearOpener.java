package dev.jaycache;

import dev.jaycache.codec.Codec;
import dev.jaycache.codec.Codecs;
import dev.jaycache.codec.CodedStore;
import dev.jaycache.config.NearSettings;
import dev.jaycache.config.NearValidation;
import dev.jaycache.config.PreloadSettings;
import dev.jaycache.near.NearBounds;
import dev.jaycache.near.NearKeyFile;
import dev.jaycache.near.NearStore;
import dev.jaycache.near.PreloadPlan;
import dev.jaycache.store.Store;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Puts near caches before the stores of a manager's caches. Immutable.
 *
 * @param place what sets the manager's caches apart from those of others, without secrets
 * @param clock what entries expire by
 * @param background who brings copies back
 */
record NearOpener(String place, InstantSource clock, PreloadPlan.Background background) {
  /** About what a copy of a near cache takes beside its value, in bytes. */
  private static final int COPY_OVERHEAD = 200;

  @SuppressWarnings("unchecked")
  <K, V> Store<K, V> open(
      String cache, CodedStore<K, V, ?, ?> store, Codecs codecs, NearSettings settings) {
    Duration ttl = settings.ttl();
    NearBounds limits =
        new NearBounds(
            settings.maxEntries(),
            settings.maxWeight(),
            settings.limitsWeight() ? copy -> COPY_OVERHEAD + codecs.weight(copy) : null,
            settings.maxStaleness().toNanos(),
            ttl == null ? NearBounds.UNLIMITED : ttl.toNanos(),
            settings.validation() == NearValidation.CAS);
    NearStore.Copies<K, V> copies =
        new NearStore.Copies<>(
            (Codec<K, Object>) codecs.nearKeys(), (Codec<V, Object>) codecs.valueCopies());
    NearStore.Clock now = new NearStore.Clock(System::nanoTime, clock);
    PreloadSettings preload = settings.preload();
    if (preload == null) {
      return new NearStore<>(store, copies, limits, now);
    }
    PreloadPlan<K, V> plan =
        new PreloadPlan<>(
            cache,
            store.sparing(),
            NearKeyFile.of(preload.directory(), place, cache),
            (Codec<K, byte[]>) codecs.keys(),
            most(preload.entries(), settings),
            preload.interval(),
            background);
    return new NearStore<>(store, copies, limits, now, plan);
  }

  /** More keys than there may be copies would drive each other out. */
  private static int most(int wanted, NearSettings settings) {
    return settings.limitsWeight() ? wanted : (int) Math.min(wanted, settings.maxEntries());
  }
}
