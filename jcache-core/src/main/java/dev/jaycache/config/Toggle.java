package dev.jaycache.config;

/** A switch that may leave the choice to the cache's own {@code CompleteConfiguration}. */
public enum Toggle {
  /** As the cache's own configuration says. */
  CONFIG_DEFAULT,
  /** On, whatever the cache's own configuration says. */
  ON,
  /** Off, whatever the cache's own configuration says. */
  OFF;

  /**
   * The choice.
   *
   * @param configured what the cache's own configuration says
   */
  public boolean choose(boolean configured) {
    return switch (this) {
      case CONFIG_DEFAULT -> configured;
      case ON -> true;
      case OFF -> false;
    };
  }
}
