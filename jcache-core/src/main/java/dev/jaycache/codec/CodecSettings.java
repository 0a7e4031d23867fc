package dev.jaycache.codec;

import java.util.List;

/**
 * The settings of a cache's codecs. Immutable.
 *
 * @param codec how values are written: {@code java}, {@code json}, {@code string}, {@code bytes} or
 *     {@code fory}; what another codec wrote is read all the same
 * @param compressionThreshold values of so many bytes and more are compressed by zstd; -1: never
 * @param allow the classes that may be written and read besides the JDK's value types: {@code
 *     com.acme.**} (a package and those below), {@code com.acme.*} (a package), {@code
 *     com.acme.Order} (a class and those nested in it), {@code *} (all but known gadgets)
 * @param maxDepth how deep objects may be nested
 * @param maxReferences how many references there may be in one value
 * @param maxArray how many elements an array may have
 * @param maxBytes how many bytes one value may have, before compression
 */
public record CodecSettings(
    String codec,
    long compressionThreshold,
    List<String> allow,
    int maxDepth,
    long maxReferences,
    long maxArray,
    long maxBytes) {

  /** The names that {@link #codec} takes. */
  public static final List<String> CODECS = List.of("java", "json", "string", "bytes", "fory");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException for an unknown codec, a malformed pattern or a limit below 1
   */
  public CodecSettings {
    allow = List.copyOf(allow);
    if (!CODECS.contains(codec)) {
      throw new IllegalArgumentException("no codec '" + codec + "'; there are " + CODECS);
    }
    allow.forEach(AllowList::requirePattern);
    if (compressionThreshold < -1) {
      throw new IllegalArgumentException(
          "a compression threshold of " + compressionThreshold + "; -1 switches it off");
    }
    if (maxDepth < 1 || maxReferences < 1 || maxArray < 0 || maxBytes < 1) {
      throw new IllegalArgumentException("the limits of serialization have to be above 0");
    }
    if (maxBytes > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException(
          "serialization.max-bytes of " + maxBytes + " is above 2 GiB");
    }
  }

  /** Java serialisation, no compression, nothing allowed but the JDK's value types; 64 MiB. */
  public static CodecSettings defaults() {
    return new CodecSettings("java", -1, List.of(), 100, 1_000_000, 10_000_000, 64L << 20);
  }

  /** The same with another codec. */
  CodecSettings withCodec(String other) {
    return new CodecSettings(
        other, compressionThreshold, allow, maxDepth, maxReferences, maxArray, maxBytes);
  }
}
