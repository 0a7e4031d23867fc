package dev.jaycache.tck;

import java.util.Map;

/** The public setting {@code planner} of a cache. */
public enum PlannerSetting {
  /** The default: nothing to set. */
  AUTO("auto"),
  /** Every operation as read, decide, compare-and-set. */
  ALWAYS_CAS("always-cas");

  private final String label;

  PlannerSetting(String label) {
    this.label = label;
  }

  /** The word that the setting takes. */
  public String label() {
    return label;
  }

  /** The system properties that choose it. */
  Map<String, String> settings() {
    return switch (this) {
      case AUTO -> Map.of();
      case ALWAYS_CAS -> Map.of("jaycache.cache-defaults.planner", label);
    };
  }
}
