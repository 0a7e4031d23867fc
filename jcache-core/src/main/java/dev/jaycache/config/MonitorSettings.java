package dev.jaycache.config;

import com.typesafe.config.Config;

/**
 * What of a cache is watched, also where a framework configured the cache. Immutable.
 *
 * @param statistics whether statistics are gathered
 * @param management whether the management MXBeans are registered
 */
public record MonitorSettings(Toggle statistics, Toggle management) {
  static MonitorSettings of(Config config) {
    SettingReader reader = new SettingReader(config);
    return new MonitorSettings(
        reader.choice(Toggle.class, "statistics"), reader.choice(Toggle.class, "management"));
  }
}
