package dev.jaycache.config;

import com.typesafe.config.Config;

/**
 * Which store a cache gets, and what that store may want to know. Immutable.
 *
 * @param placement where the entries live
 * @param bulkSize the most keys in one pipeline, at least 1
 * @param settings all settings of the cache, complete with defaults, among them those that a
 *     backend's reference has under {@code cache-defaults}
 */
public record StoreSettings(Placement placement, int bulkSize, Config settings) {
  static StoreSettings of(Config config) {
    return new StoreSettings(
        new SettingReader(config).choice(Placement.class, "store"),
        config.getInt("bulk-size"),
        config);
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "StoreSettings[placement="
        + placement
        + ", bulkSize="
        + bulkSize
        + ", settings="
        + Redaction.config(settings)
        + "]";
  }
}
