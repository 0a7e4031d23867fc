package dev.jaycache.tck;

import java.util.Map;

/** Whether a near cache stands before the store. */
public enum Near {
  /** The default: nothing to set. */
  OFF("off", Map.of());

  private final String label;
  private final Map<String, String> settings;

  Near(String label, Map<String, String> settings) {
    this.label = label;
    this.settings = settings;
  }

  /** The word that reports use. */
  public String label() {
    return label;
  }

  /** The system properties that choose it. */
  Map<String, String> settings() {
    return settings;
  }
}
