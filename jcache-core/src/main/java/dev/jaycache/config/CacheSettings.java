package dev.jaycache.config;

import com.typesafe.config.Config;
import dev.jaycache.codec.CodecSettings;
import java.util.List;

/**
 * The settings of one cache, by topic. Immutable. What JSR-107's own configuration says stands
 * there and not here.
 *
 * @param plan how operations are planned
 * @param store which store, and its settings
 * @param codec how values become bytes
 * @param local the limit in this process
 * @param near the copies in front of a server
 * @param load how the loader is called
 * @param invoke how entry processors run
 * @param monitor what is watched
 */
public record CacheSettings(
    PlanSettings plan,
    StoreSettings store,
    CodecSettings codec,
    LocalSettings local,
    NearSettings near,
    LoadSettings load,
    InvokeSettings invoke,
    MonitorSettings monitor) {

  static CacheSettings of(Config config, List<String> allow) {
    return new CacheSettings(
        PlanSettings.of(config),
        StoreSettings.of(config),
        CodecSection.of(config, allow),
        LocalSettings.of(config),
        NearSettings.of(config),
        LoadSettings.of(config),
        InvokeSettings.of(config),
        MonitorSettings.of(config));
  }
}
