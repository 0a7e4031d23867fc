package dev.jaycache.tck;

import java.util.Map;

/** Whether a near cache stands before the store. */
public enum Near {
  /** The default: nothing to set. */
  OFF("off"),
  /** With its defaults. */
  ON("on");

  private final String label;

  Near(String label) {
    this.label = label;
  }

  /** The word that reports use. */
  public String label() {
    return label;
  }

  /** The system properties that choose it. */
  Map<String, String> settings() {
    return switch (this) {
      case OFF -> Map.of();
      case ON -> Map.of("jaycache.cache-defaults.near.enabled", "true");
    };
  }
}
