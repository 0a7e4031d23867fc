package dev.jaycache.config;

import com.typesafe.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * How near caches learn of changes, which concerns those who write, too. Immutable.
 *
 * @param source who tells, where there is no bus
 * @param bus the URI of a bus on which writers tell; null: there is none
 */
public record NearTelling(NearSource source, @Nullable Secret bus) {
  /** The path of {@link #bus}. */
  public static final String BUS = "near.bus";

  private static final String SOURCE = "near.source";

  /** Whether those who write tell, and not the server. */
  public boolean isByWriters() {
    return bus != null || source == NearSource.CHANNEL;
  }

  /**
   * Reads the settings.
   *
   * @throws ConfigurationException when they contradict each other, or the bus is no URI
   */
  static NearTelling of(Config config) {
    SettingReader reader = new SettingReader(config);
    NearSource source = reader.choice(NearSource.class, SOURCE);
    if (reader.isWord(BUS, "none")) {
      return new NearTelling(source, null);
    }
    Secret bus = new Secret(config.getString(BUS));
    try {
      ServerUri unused = ServerUri.parse(bus.reveal());
    } catch (ConfigurationException wrong) {
      String place = setting(config, BUS) + ": ";
      throw new ConfigurationException(
          wrong.problems().stream().map(problem -> place + problem).toList());
    }
    if (source != NearSource.AUTO) {
      throw new ConfigurationException(
          setting(config, SOURCE)
              + " and "
              + setting(config, BUS)
              + " hold for one cache; right is one of them: near.source = auto, or near.bus = none");
    }
    return new NearTelling(source, bus);
  }

  /** The setting that says that writers tell, and its place. */
  String shown(Config config) {
    return setting(config, bus == null ? SOURCE : BUS);
  }

  private static String setting(Config config, String path) {
    return path + " (" + Redaction.place(config.getValue(path).origin()) + ")";
  }
}
