package dev.jaycache.config;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How a cache calls its loader. Immutable.
 *
 * @param mode who loads a missing key
 * @param lease how long a process that loads keeps others waiting at most, at least 10 ms
 * @param early the beta of XFetch, by which entries are loaded anew before they expire; 0: never
 * @param jitter by which part the lifetimes of loaded entries may be shortened, 0 to 0.5
 */
public record LoadSettings(LoadMode mode, Duration lease, double early, double jitter) {
  static LoadSettings of(Config config) {
    SettingReader reader = new SettingReader(config);
    return new LoadSettings(
        reader.choice(LoadMode.class, "load"),
        config.getDuration("load-lease"),
        reader.decimalOrOff("load-early"),
        reader.decimalOrOff("load-jitter"));
  }

  /** Whether entries are loaded anew before they expire. */
  public boolean isEarly() {
    return early > 0;
  }
}
