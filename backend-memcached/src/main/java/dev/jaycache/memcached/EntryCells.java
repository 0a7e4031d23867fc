package dev.jaycache.memcached;

import dev.jaycache.store.Bytes;
import dev.jaycache.store.CasStep;
import dev.jaycache.store.Envelope;
import dev.jaycache.store.StoredEntry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries of one cache as they stand at a server, and where. Safe for any number of threads. Leases
 * have no generation: they end by themselves.
 *
 * <p>Where the server counts by itself, whole numbers are no envelopes but decimal text without
 * sign: then their generation is in their key, their version is the cas id, and the server alone
 * knows when they expire.
 */
final class EntryCells {
  /** The longest number: 2 to the power of 64 less one. */
  private static final int DIGITS = 20;

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
  record Place(CasStep step, boolean own, WireKeys.WireKey key, int server) {
    /** Whether the key at the server depends on the generation. */
    boolean isInGeneration() {
      return key.isPlain() && !own;
    }
  }

  /** A lease stands where its entry does, so that one burst reaches both. */
  Place place(CasStep step) {
    byte[] key = step.key();
    WireKeys.WireKey wire = keys.of(key);
    boolean own = key.length > 0 && key[0] == OWN_KEY;
    String route = own ? keys.of(Arrays.copyOfRange(key, 1, key.length)).text() : wire.text();
    return new Place(step, own, wire, link.serverOf(route));
  }

  /** Whether a number under this key is one that the server can count with. */
  static boolean isCountable(Place place) {
    return place.key().isPlain() && place.key().full() == null && !place.own();
  }

  /** The bytes of an entry in a generation. */
  static byte[] seal(Place place, StoredEntry<byte[]> entry, @Nullable Long generation) {
    Long number = isCountable(place) ? Bytes.toLong(entry.value()) : null;
    if (number != null) {
      return Long.toUnsignedString(number).getBytes(StandardCharsets.US_ASCII);
    }
    return Envelope.seal(
        entry.version(),
        entry.value(),
        entry.expiresAt(),
        place.own() ? null : generation,
        place.key().full());
  }

  /** The bytes of the head of a value in pieces, in a generation. */
  static byte[] sealHead(
      Place place, StoredEntry<byte[]> entry, Head head, @Nullable Long generation) {
    return Head.marked(
        Envelope.seal(
            entry.version(), head.body(), entry.expiresAt(), generation, place.key().full()));
  }

  /** The head that was found by a {@code gets} of one key; null where there is none. */
  static @Nullable Head head(Reply reply) {
    Item item = reply instanceof Reply.Items items ? items.items().get(0) : null;
    StoredEntry<byte[]> entry =
        item == null || !Head.isHead(item) ? null : Envelope.open(Head.envelope(item));
    return entry == null ? null : Head.ofBody(entry.value());
  }

  /**
   * The entry that an item is; of a head, the body is that of the head.
   *
   * @param generation what the cache has now
   * @return null where it is damaged, of another generation, or of another key with the same digest
   */
  static @Nullable StoredEntry<byte[]> open(Place place, Item item, @Nullable Long generation) {
    StoredEntry<byte[]> number = isCountable(place) ? number(item) : null;
    if (number != null) {
      return number;
    }
    byte[] full = place.key().full();
    byte[] envelope = Head.envelope(item);
    if (full != null && Envelope.key(envelope) == null) {
      return null;
    }
    if (!place.own() && !isOf(envelope, generation)) {
      return null;
    }
    return Envelope.open(envelope, full);
  }

  /** The number that an item is; null where it is none. A shrunken one ends with spaces. */
  static @Nullable StoredEntry<byte[]> number(Item item) {
    byte[] text = item.value();
    if (text.length == 0 || text.length > DIGITS || text[0] < '0' || text[0] > '9') {
      return null;
    }
    try {
      String digits = new String(text, StandardCharsets.US_ASCII).stripTrailing();
      return new StoredEntry<>(
          Bytes.ofLong(Long.parseUnsignedLong(digits)), item.cas(), StoredEntry.UNKNOWN_EXPIRY);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Whether an envelope is of a generation. */
  private static boolean isOf(byte[] envelope, @Nullable Long generation) {
    Long own = Envelope.generation(envelope);
    return own != null && own.equals(generation);
  }

  /**
   * The key of a live entry that was found at a server.
   *
   * @param text the key at the server
   * @return null where it is none of this cache, or nobody would look for it there
   */
  byte @Nullable [] keyOf(int server, String text, Item item, @Nullable Long generation, long now) {
    String plain = keys.outOf(text, generation);
    if (plain == null || link.serverOf(plain) != server) {
      return null;
    }
    StoredEntry<byte[]> number = keys.areInGeneration() ? number(item) : null;
    byte[] envelope = Head.envelope(item);
    StoredEntry<byte[]> entry = isOf(envelope, generation) ? Envelope.open(envelope) : number;
    if (entry == null || entry.isExpiredAt(now)) {
      return null;
    }
    byte[] key = keys.keyOf(plain, Envelope.key(envelope));
    return key == null || key.length == 0 ? null : key;
  }

  /** Whether a key at the server may be an entry of this cache. */
  boolean isOurs(String text) {
    return keys.isOurs(text);
  }
}
