package dev.jaycache.config;

import com.typesafe.config.Config;
import java.util.List;

/**
 * How a cache's values become bytes. Immutable.
 *
 * @param codec {@code java}, {@code string}, {@code bytes}, {@code json}, or the name of a binary
 *     codec; not checked here
 * @param compressionThreshold encoded values from this many bytes on are compressed; -1 none
 * @param allow the patterns of the classes that Java serialisation may read and write besides the
 *     built-in ones: those of {@code jaycache.serialization}, then those of the cache
 * @param maxDepth how deep objects may be nested
 * @param maxReferences how many objects a value may hold
 * @param maxArray the longest array, in elements
 * @param maxBytes the longest serialised value, in bytes
 */
public record CodecSettings(
    String codec,
    long compressionThreshold,
    List<String> allow,
    int maxDepth,
    long maxReferences,
    long maxArray,
    long maxBytes) {

  /** With a copy of the list. */
  public CodecSettings {
    allow = List.copyOf(allow);
  }

  static CodecSettings of(Config config, List<String> allow) {
    return new CodecSettings(
        config.getString("codec"),
        new SettingReader(config).sizeOrWord("compression-threshold", "off"),
        allow,
        config.getInt("serialization.max-depth"),
        config.getLong("serialization.max-references"),
        config.getLong("serialization.max-array"),
        config.getBytes("serialization.max-bytes"));
  }
}
