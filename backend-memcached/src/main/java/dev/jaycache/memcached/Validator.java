package dev.jaycache.memcached;

import dev.jaycache.store.StoredEntry;
import org.jspecify.annotations.Nullable;

/**
 * By what an entry that was read is recognised without its value. Immutable.
 *
 * <p>A server gives no cas id twice as long as it runs, and begins again at 1 when it was started
 * anew. Then it has lost the cache's generation, too, and nobody begins one again that there was.
 * So the same cas id in the same generation of the same server is the same item.
 *
 * @param cas the item's cas id, not 0: that is none
 * @param generation the cache's generation at its server
 * @param expiresAt when the entry expires, in ms since the epoch
 */
record Validator(long cas, long generation, long expiresAt) {
  /**
   * What recognises an entry.
   *
   * @return null where nothing does
   */
  static @Nullable Validator of(Move.Token token, StoredEntry<byte[]> entry) {
    Long generation = token.generation();
    return token.cas() == 0 || generation == null
        ? null
        : new Validator(token.cas(), generation, entry.expiresAt());
  }

  /**
   * Whether the entry stood there and was alive.
   *
   * @param found what stood under its key
   * @param now the generation of the same server, read after that; null where there was none
   * @param millis what time it was then
   */
  boolean isStill(Reply found, @Nullable Long now, long millis) {
    return found instanceof Reply.CasId item
        && item.cas() == cas
        && now != null
        && now == generation
        && expiresAt > millis;
  }
}
