package dev.jaycache.config;

import com.typesafe.config.Config;

/**
 * How a cache's operations are planned. Immutable.
 *
 * @param planner how operations reach the store
 * @param pureExpiry whether a user's {@code ExpiryPolicy} may be asked beforehand, also questions
 *     that turn out needless
 */
public record PlanSettings(PlannerMode planner, boolean pureExpiry) {
  static PlanSettings of(Config config) {
    return new PlanSettings(
        new SettingReader(config).choice(PlannerMode.class, "planner"),
        config.getBoolean("pure-expiry"));
  }
}
