package dev.jaycache.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The sections of {@code caches} over {@code cache-defaults}, and which of them hold for a cache.
 * Immutable.
 */
public final class CacheSections {
  private static final String SERIALIZATION = "serialization";
  private static final String ALLOW = "serialization.allow";

  private record Section(NamePattern name, Config settings) {}

  private final List<Section> sections = new ArrayList<>();
  private final Config defaults;
  private final List<String> allow;
  private final Consumer<String> buses;

  /**
   * Reads the sections.
   *
   * @param root all settings below {@code jaycache}, checked and complete with defaults
   * @param buses refuses a URI that is no bus
   */
  CacheSections(Config root, Consumer<String> buses) {
    this.buses = buses;
    allow = root.getStringList(ALLOW);
    defaults =
        root.getConfig(Schema.DEFAULTS)
            .withFallback(root.withOnlyPath(SERIALIZATION).withoutPath(ALLOW));
    if (root.hasPath(Schema.CACHES)) {
      ConfigObject caches = root.getObject(Schema.CACHES);
      for (String name : caches.keySet()) {
        if (caches.get(name) instanceof ConfigObject section) {
          sections.add(new Section(new NamePattern(name), section.toConfig()));
        }
      }
    }
    sections.sort(Comparator.comparing(Section::name, NamePattern.BY_SPECIFICITY));
  }

  /**
   * The settings of a cache: setting by setting from the section of its exact name, else from the
   * most specific pattern that covers it, else from {@code cache-defaults}.
   *
   * @throws ConfigurationException when settings of several sections exclude each other
   */
  CacheSettings of(String cache) {
    Config merged = ConfigFactory.empty();
    for (Section section : sections) {
      if (section.name.text().equals(cache)) {
        merged = section.settings;
      }
    }
    for (Section section : sections) {
      if (section.name.covers(cache)) {
        merged = merged.withFallback(section.settings);
      }
    }
    return settings(merged.withFallback(defaults));
  }

  /** What is wrong with the combinations that are known beforehand. */
  List<String> problems() {
    Set<String> problems = new LinkedHashSet<>();
    check(() -> settings(defaults), problems);
    for (Section section : sections) {
      check(() -> of(section.name.text()), problems);
    }
    return List.copyOf(problems);
  }

  /** The names and patterns only. */
  @Override
  public String toString() {
    return sections.stream().map(section -> section.name.text()).toList().toString();
  }

  private CacheSettings settings(Config config) {
    Set<String> allowed = new LinkedHashSet<>(allow);
    allowed.addAll(config.getStringList(ALLOW));
    CacheSettings settings = CacheSettings.of(config, List.copyOf(allowed));
    settings.near().telling().checkBus(config, buses);
    return settings;
  }

  private static void check(Supplier<CacheSettings> settings, Set<String> problems) {
    try {
      CacheSettings unused = settings.get();
    } catch (ConfigurationException wrong) {
      problems.addAll(wrong.problems());
    }
  }
}
