package dev.jaycache.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueType;
import java.util.Locale;

/**
 * Reads checked settings as the types of the settings records. Immutable. It checks nothing.
 *
 * @param config checked settings, complete with defaults
 */
record SettingReader(Config config) {
  /** A word as the enum constant of the same name. */
  <E extends Enum<E>> E choice(Class<E> type, String path) {
    return Enum.valueOf(type, config.getString(path).toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** A number, or -1 for a word. */
  long numberOrWord(String path, String word) {
    return isWord(path, word) ? -1 : config.getLong(path);
  }

  /** Bytes, or -1 for a word. */
  long sizeOrWord(String path, String word) {
    return isWord(path, word) ? -1 : config.getBytes(path);
  }

  /** A decimal number, or 0 for {@code off}. */
  double decimalOrOff(String path) {
    return isWord(path, "off") ? 0 : config.getDouble(path);
  }

  /** Whether a setting is that word. */
  boolean isWord(String path, String word) {
    return config.getValue(path).valueType() == ConfigValueType.STRING
        && config.getString(path).equals(word);
  }
}
