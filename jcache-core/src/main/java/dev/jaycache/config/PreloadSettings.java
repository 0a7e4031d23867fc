package dev.jaycache.config;

import com.typesafe.config.Config;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a near cache remembers what is asked for most, for the next start. Immutable.
 *
 * @param directory where the file is
 * @param entries the most keys, at least 1
 * @param interval how often they are written, at least 1 s
 */
public record PreloadSettings(Path directory, int entries, Duration interval) {
  private static final String DIRECTORY = "near.preload.directory";

  /**
   * Reads the settings; null where nothing is remembered.
   *
   * @throws ConfigurationException when the directory is no path on this system
   */
  static @Nullable PreloadSettings of(Config config) {
    if (new SettingReader(config).isWord(DIRECTORY, "off")) {
      return null;
    }
    try {
      return new PreloadSettings(
          Path.of(config.getString(DIRECTORY)),
          config.getInt("near.preload.entries"),
          config.getDuration("near.preload.interval"));
    } catch (InvalidPathException e) {
      throw new ConfigurationException(
          DIRECTORY
              + (" (" + Redaction.place(config.getValue(DIRECTORY).origin()) + ")")
              + " is no path of a directory: "
              + e.getReason()
              + "; right is one that this system can have, such as \"/var/lib/app\", or off");
    }
  }
}
