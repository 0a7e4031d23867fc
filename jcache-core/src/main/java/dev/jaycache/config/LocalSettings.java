package dev.jaycache.config;

import com.typesafe.config.Config;

/**
 * The limit of a cache in this process. Immutable. At most one of the two is set.
 *
 * @param maxEntries the most entries, at least 1; {@link #UNLIMITED} for no limit
 * @param maxWeight the most bytes of encoded values, at least 1; {@link #UNLIMITED} for no limit
 */
public record LocalSettings(long maxEntries, long maxWeight) {
  /** No limit. */
  public static final long UNLIMITED = -1;

  private static final String ENTRIES = "local.max-entries";
  private static final String WEIGHT = "local.max-weight";

  /** Whether a limit by entries holds. */
  public boolean limitsEntries() {
    return maxEntries != UNLIMITED;
  }

  /** Whether a limit by weight holds. */
  public boolean limitsWeight() {
    return maxWeight != UNLIMITED;
  }

  /**
   * Reads the limits.
   *
   * @throws ConfigurationException when both are set, since the store keeps one of them only
   */
  static LocalSettings of(Config config) {
    SettingReader reader = new SettingReader(config);
    LocalSettings limits =
        new LocalSettings(
            reader.numberOrWord(ENTRIES, "unlimited"), reader.sizeOrWord(WEIGHT, "unlimited"));
    if (limits.limitsEntries() && limits.limitsWeight()) {
      throw new ConfigurationException(
          ENTRIES
              + (" (" + Redaction.place(config.getValue(ENTRIES).origin()) + ") and ")
              + WEIGHT
              + (" (" + Redaction.place(config.getValue(WEIGHT).origin()) + ")")
              + " hold for one cache; right is one of them, with the other set to unlimited");
    }
    return limits;
  }
}
