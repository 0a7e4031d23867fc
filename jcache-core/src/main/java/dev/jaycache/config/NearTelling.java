package dev.jaycache.config;

import com.typesafe.config.Config;
import java.util.function.Consumer;
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
    withPlace(config, bus, ServerUri::parse);
    if (source != NearSource.AUTO) {
      throw new ConfigurationException(
          setting(config, SOURCE)
              + " and "
              + setting(config, BUS)
              + " hold for one cache; right is one of them: near.source = auto, or near.bus = none");
    }
    return new NearTelling(source, bus);
  }

  /**
   * Has somebody who knows buses look at this one, if there is one.
   *
   * @param config where it stands
   * @param buses refuses a URI that is no bus
   * @throws ConfigurationException with the setting's place, when it was refused
   */
  void checkBus(Config config, Consumer<String> buses) {
    if (bus != null) {
      withPlace(config, bus, buses);
    }
  }

  private static void withPlace(Config config, Secret bus, Consumer<String> look) {
    try {
      look.accept(bus.reveal());
    } catch (ConfigurationException wrong) {
      String place = setting(config, BUS) + ": ";
      throw new ConfigurationException(
          wrong.problems().stream().map(problem -> place + problem).toList());
    }
  }

  /** The setting that says that writers tell, and its place. */
  String shown(Config config) {
    return setting(config, bus == null ? SOURCE : BUS);
  }

  private static String setting(Config config, String path) {
    return path + " (" + Redaction.place(config.getValue(path).origin()) + ")";
  }
}
