package dev.jaycache.config;

import com.typesafe.config.Config;

/**
 * Which store a cache gets, and what that store may want to know. Immutable.
 *
 * @param placement where the entries live
 * @param bulkSize the most keys in one pipeline, at least 1
 * @param onError what operations do when the server fails
 * @param events whose operations listeners hear of
 * @param settings all settings of the cache, complete with defaults, among them those that a
 *     backend's reference has under {@code cache-defaults}
 */
public record StoreSettings(
    Placement placement, int bulkSize, OnError onError, EventScope events, Config settings) {
  static StoreSettings of(Config config) {
    SettingReader reader = new SettingReader(config);
    return new StoreSettings(
        reader.choice(Placement.class, "store"),
        config.getInt("bulk-size"),
        reader.choice(OnError.class, "on-error"),
        reader.choice(EventScope.class, "events"),
        config);
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "StoreSettings[placement="
        + placement
        + ", bulkSize="
        + bulkSize
        + ", onError="
        + onError
        + ", events="
        + events
        + ", settings="
        + Redaction.config(settings)
        + "]";
  }
}
