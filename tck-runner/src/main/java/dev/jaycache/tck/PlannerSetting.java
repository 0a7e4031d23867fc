package dev.jaycache.tck;

import java.util.Map;

/** The public setting {@code planner} of a cache. */
public enum PlannerSetting {
  /** The default: nothing to set. */
  AUTO("auto", Map.of()),
  /** Every operation as read, decide, compare-and-set. */
  ALWAYS_CAS("always-cas", Map.of("jaycache.cache-defaults.planner", "always-cas"));

  private final String label;
  private final Map<String, String> settings;

  PlannerSetting(String label, Map<String, String> settings) {
    this.label = label;
    this.settings = settings;
  }

  /** The word that the setting takes. */
  public String label() {
    return label;
  }

  /** The system properties that choose it. */
  Map<String, String> settings() {
    return settings;
  }
}
