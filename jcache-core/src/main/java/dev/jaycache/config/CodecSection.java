package dev.jaycache.config;

import com.typesafe.config.Config;
import dev.jaycache.codec.CodecSettings;
import java.util.List;

/** Reads the {@link CodecSettings} of a cache. Stateless, safe for any number of threads. */
final class CodecSection {
  private CodecSection() {}

  /**
   * The settings of a cache's codecs.
   *
   * @throws ConfigurationException when the codec is unknown or a limit is out of range
   */
  static CodecSettings of(Config config, List<String> allow) {
    try {
      return new CodecSettings(
          config.getString("codec"),
          new SettingReader(config).sizeOrWord("compression-threshold", "off"),
          allow,
          config.getInt("serialization.max-depth"),
          config.getLong("serialization.max-references"),
          config.getLong("serialization.max-array"),
          config.getBytes("serialization.max-bytes"));
    } catch (IllegalArgumentException wrong) {
      throw new ConfigurationException(
          "codec ("
              + Redaction.place(config.getValue("codec").origin())
              + ") and serialization: "
              + wrong.getMessage());
    }
  }
}
