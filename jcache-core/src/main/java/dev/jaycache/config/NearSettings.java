package dev.jaycache.config;

import com.typesafe.config.Config;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The near cache in front of a cache's server. Immutable. Exactly one of the two limits is set.
 *
 * @param enabled whether there is one
 * @param maxStaleness how old its answers may be, at least 1 ms
 * @param ttl how long a copy is kept at most; null: no limit of its own
 * @param maxEntries the most copies; {@link LocalSettings#UNLIMITED} where the weight decides
 * @param maxWeight the most bytes of values; {@link LocalSettings#UNLIMITED} where the number
 *     decides
 * @param preload what is remembered for the next start; null: nothing
 * @param telling how copies learn of changes
 * @param validation what becomes of a copy that is too old
 */
public record NearSettings(
    boolean enabled,
    Duration maxStaleness,
    @Nullable Duration ttl,
    long maxEntries,
    long maxWeight,
    @Nullable PreloadSettings preload,
    NearTelling telling,
    NearValidation validation) {
  private static final String TTL = "near.ttl";
  private static final String ENTRIES = "near.max-entries";
  private static final String WEIGHT = "near.max-weight";

  /** Whether the weight decides. */
  public boolean limitsWeight() {
    return maxWeight != LocalSettings.UNLIMITED;
  }

  /**
   * Reads the settings.
   *
   * @throws ConfigurationException when both limits are set, or none is; when copies that only
   *     writers tell of may be kept for ever; or for {@link NearTelling}
   */
  static NearSettings of(Config config) {
    SettingReader reader = new SettingReader(config);
    NearSettings near =
        new NearSettings(
            config.getBoolean("near.enabled"),
            config.getDuration("near.max-staleness"),
            reader.isWord(TTL, "unlimited") ? null : config.getDuration(TTL),
            reader.numberOrWord(ENTRIES, "unlimited"),
            reader.sizeOrWord(WEIGHT, "unlimited"),
            PreloadSettings.of(config),
            NearTelling.of(config),
            reader.choice(NearValidation.class, "near.validate"));
    if ((near.maxEntries == LocalSettings.UNLIMITED) != near.limitsWeight()) {
      throw new ConfigurationException(
          ENTRIES
              + (" (" + Redaction.place(config.getValue(ENTRIES).origin()) + ") and ")
              + WEIGHT
              + (" (" + Redaction.place(config.getValue(WEIGHT).origin()) + ")")
              + (near.limitsWeight() ? " hold for one cache" : " are both unlimited")
              + "; right is one of them, with the other set to unlimited");
    }
    if (near.enabled && near.telling.isByWriters() && near.ttl == null) {
      throw new ConfigurationException(
          TTL
              + (" (" + Redaction.place(config.getValue(TTL).origin()) + ") is unlimited, but by ")
              + near.telling.shown(config)
              + " copies learn only of what writers with the same setting do; right is a duration,"
              + " such as 60 s, after which a copy goes whoever changed the entry");
    }
    return near;
  }
}
