package dev.jaycache.memcached;

import dev.jaycache.store.CasStep;
import dev.jaycache.store.Envelope;
import dev.jaycache.store.StoredEntry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries of one cache as they stand at a server, and where. Safe for any number of threads. Leases
 * have no generation: they end by themselves.
 */
final class EntryCells {
  /** What the keys of leases begin with; see {@link dev.jaycache.store.Store}. */
  private static final byte OWN_KEY = (byte) 0xFF;

  private final MemcachedLink link;
  private final WireKeys keys;

  EntryCells(MemcachedLink link, WireKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  /**
   * Where the key of a step stands.
   *
   * @param own whether it is a key of the store's own: a lease
   * @param key the key at the server
   * @param server which server
   */
  record Place(CasStep step, boolean own, WireKeys.WireKey key, int server) {}

  /** A lease stands where its entry does, so that one burst reaches both. */
  Place place(CasStep step) {
    byte[] key = step.key();
    WireKeys.WireKey wire = keys.of(key);
    boolean own = key.length > 0 && key[0] == OWN_KEY;
    String route = own ? keys.of(Arrays.copyOfRange(key, 1, key.length)).text() : wire.text();
    return new Place(step, own, wire, link.serverOf(route));
  }

  /** The bytes of an entry in a generation. */
  static byte[] seal(Place place, StoredEntry<byte[]> entry, @Nullable Long generation) {
    return Envelope.seal(
        entry.version(),
        entry.value(),
        entry.expiresAt(),
        place.own() ? null : generation,
        place.key().full());
  }

  /**
   * The entry that an item is.
   *
   * @param generation what the cache has now
   * @return null where it is damaged, of another generation, or of another key with the same digest
   */
  static @Nullable StoredEntry<byte[]> open(Place place, Item item, @Nullable Long generation) {
    byte[] full = place.key().full();
    if (full != null && Envelope.key(item.value()) == null) {
      return null;
    }
    if (!place.own() && !isOf(item, generation)) {
      return null;
    }
    return Envelope.open(item.value(), full);
  }

  /** Whether an item is of a generation. */
  private static boolean isOf(Item item, @Nullable Long generation) {
    Long own = Envelope.generation(item.value());
    return own != null && own.equals(generation);
  }

  /**
   * The key of a live entry that was found at a server.
   *
   * @param text the key at the server
   * @return null where it is none of this cache, or nobody would look for it there
   */
  byte @Nullable [] keyOf(int server, String text, Item item, @Nullable Long generation, long now) {
    StoredEntry<byte[]> entry = isOf(item, generation) ? Envelope.open(item.value(), null) : null;
    if (entry == null || entry.isExpiredAt(now) || link.serverOf(text) != server) {
      return null;
    }
    byte[] key = keys.keyOf(text, Envelope.key(item.value()));
    return key == null || key.length == 0 ? null : key;
  }

  /** Whether a key at the server may be an entry of this cache. */
  boolean isOurs(String text) {
    return keys.isOurs(text);
  }
}
