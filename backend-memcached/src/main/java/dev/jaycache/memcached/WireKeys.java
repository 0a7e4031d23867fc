package dev.jaycache.memcached;

import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoreSpace;
import dev.jaycache.store.UnfitRequestException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one cache at the server: printable ASCII of at most 250 characters. Safe for any
 * number of threads.
 *
 * <p>Prefix and key stand as they are, but for spaces, control characters, percent signs and what
 * is not ASCII, whose bytes are {@code %XX}. Where that is too long, {@code %#} and a digest of it
 * stand behind the prefix, and the whole key goes into the envelope. Where the server counts by
 * itself it has to know the generation: then that stands behind the prefix, too. No encoding has a
 * {@code %} that two hexadecimal digits don't follow, so the store's own keys are nobody else's.
 */
final class WireKeys {
  /** The longest key that memcached takes. */
  static final int LONGEST = 250;

  private static final String DIGESTED = "%#";
  private static final String GENERATION = "%g";
  private static final String IN_GENERATION = "%n";
  private static final String PIECE = "%p";

  /** {@link #IN_GENERATION}, a generation in hexadecimal, a colon. */
  private static final int GENERATION_LENGTH = 19;

  private static final String HEX = "0123456789ABCDEF";

  /** A longer prefix leaves no room for a digest and for keys that are themselves. */
  private static final int LONGEST_PREFIX = 150;

  private final byte[] prefix;
  private final String wirePrefix;
  private final boolean prefixDigested;
  private final String algorithm;
  private final boolean inGeneration;
  private final AtomicLong digested = new AtomicLong();

  /**
   * A key at the server.
   *
   * @param text what stands there
   * @param full prefix and key, where the text is a digest of it and the envelope has to hold it
   * @param split where the generation goes in; -1 where it is in the envelope only
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them; a copy would cost.
  record WireKey(String text, byte @Nullable [] full, int split) {
    /** Whether the server knows the generation, and holds numbers that it can count with. */
    boolean isPlain() {
      return split >= 0;
    }

    /** What stands at the server in a generation. */
    String in(@Nullable Long generation) {
      return split < 0 || generation == null
          ? text
          : text.substring(0, split) + inGeneration(generation) + text.substring(split);
    }
  }

  /**
   * The keys of a cache.
   *
   * @param algorithm for {@link MessageDigest}: {@code MD5} or {@code SHA-256}
   * @param inGeneration whether the generation stands in the keys, too
   */
  WireKeys(StoreSpace space, String algorithm, boolean inGeneration) {
    this.prefix = space.prefix();
    this.inGeneration = inGeneration;
    this.algorithm = algorithm;
    String plain = encode(prefix, 0);
    this.prefixDigested = plain.length() > LONGEST_PREFIX;
    this.wirePrefix = prefixDigested ? DIGESTED + digest(prefix) + ':' : plain;
  }

  /** The keys of a cache without generation in them. */
  WireKeys(StoreSpace space, String algorithm) {
    this(space, algorithm, false);
  }

  private static String inGeneration(long generation) {
    return IN_GENERATION + HexFormat.of().toHexDigits(generation) + ':';
  }

  /** What all keys of the cache begin with, and no key of another. */
  String prefix() {
    return wirePrefix;
  }

  /** The key under which the cache's generation stands on each server. */
  String generation() {
    return wirePrefix + GENERATION;
  }

  /** The key of a piece of a large value. */
  String piece(UUID id, int index) {
    HexFormat hex = HexFormat.of();
    return wirePrefix
        + PIECE
        + hex.toHexDigits(id.getMostSignificantBits())
        + hex.toHexDigits(id.getLeastSignificantBits())
        + ':'
        + hex.toHexDigits(index);
  }

  /** How long {@link #piece} is. */
  int pieceKeyLength() {
    return wirePrefix.length() + PIECE.length() + 2 * 16 + 1 + 8;
  }

  /** Whether the generation stands in the keys, too. */
  boolean areInGeneration() {
    return inGeneration;
  }

  /** How many keys were digests so far. */
  long digested() {
    return digested.get();
  }

  /**
   * A key at the server.
   *
   * @throws UnfitRequestException when the key is longer than 64 KiB
   */
  WireKey of(byte[] key) {
    String text = wirePrefix + encode(key, 0);
    int split = inGeneration ? wirePrefix.length() : -1;
    if (text.length() <= (inGeneration ? LONGEST - GENERATION_LENGTH : LONGEST)) {
      return new WireKey(text, prefixDigested ? full(key) : null, split);
    }
    byte[] full = full(key);
    if (full.length > 0xffff) {
      throw new UnfitRequestException(
          "a key of "
              + key.length
              + " bytes is longer than memcached's envelope holds, which is 65535 with the prefix;"
              + " use shorter keys",
          null);
    }
    digested.incrementAndGet();
    return new WireKey(wirePrefix + DIGESTED + digest(full), full, split);
  }

  /**
   * The key of an entry, as {@link #of} was given it.
   *
   * @param text what stands at the server
   * @param full what the envelope holds, where it holds a key
   * @return null where it is no key of this cache, or one of its own
   */
  byte @Nullable [] keyOf(String text, byte @Nullable [] full) {
    if (full != null) {
      return full.length > prefix.length
              && Arrays.equals(full, 0, prefix.length, prefix, 0, prefix.length)
          ? Arrays.copyOfRange(full, prefix.length, full.length)
          : null;
    }
    return prefixDigested || !text.startsWith(wirePrefix)
        ? null
        : decode(text, wirePrefix.length());
  }

  /**
   * What {@link WireKey#in} was made of.
   *
   * @return null where it is a key of another generation
   */
  @Nullable String outOf(String text, @Nullable Long generation) {
    if (!inGeneration) {
      return text;
    }
    String before = generation == null ? null : wirePrefix + inGeneration(generation);
    return before == null || !text.startsWith(before)
        ? null
        : wirePrefix + text.substring(before.length());
  }

  /** Whether a key at the server is of an entry of this cache, or of a lease. */
  boolean isOurs(String text) {
    return text.startsWith(wirePrefix)
        && !text.equals(generation())
        && !text.startsWith(PIECE, wirePrefix.length());
  }

  private byte[] full(byte[] key) {
    byte[] full = Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, full, prefix.length, key.length);
    return full;
  }

  private String digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance(algorithm).digest(bytes);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new StoreException("this Java has no " + algorithm + "; set memcached.key-digest", e);
    }
  }

  private static boolean isPrintable(byte b) {
    return b > ' ' && b != '%' && b != 0x7f;
  }

  private static String encode(byte[] bytes, int from) {
    int plain = from;
    while (plain < bytes.length && isPrintable(bytes[plain])) {
      plain++;
    }
    if (plain == bytes.length) {
      return new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1);
    }
    StringBuilder text = new StringBuilder(bytes.length + 16);
    for (int i = from; i < bytes.length; i++) {
      byte b = bytes[i];
      if (isPrintable(b)) {
        text.append((char) b);
      } else {
        text.append('%').append(HEX.charAt((b >> 4) & 0xf)).append(HEX.charAt(b & 0xf));
      }
    }
    return text.toString();
  }

  private static byte @Nullable [] decode(String text, int from) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    byte[] ascii = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = from; i < ascii.length; i++) {
      if (ascii[i] != '%') {
        bytes.write(ascii[i]);
        continue;
      }
      int high = i + 2 < ascii.length ? Character.digit(ascii[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(ascii[i + 2], 16);
      if (low < 0) {
        return null;
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return bytes.toByteArray();
  }
}
