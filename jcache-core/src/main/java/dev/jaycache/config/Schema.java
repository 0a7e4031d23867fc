package dev.jaycache.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import dev.jaycache.store.StoreProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The known settings and sections, below {@code jaycache}: those of the core's reference and those
 * of each backend's. Immutable. A path is given by its elements; {@code caches.<name>.x} is known
 * where {@code cache-defaults.x} is, and {@code servers.<name>.x} where a backend's reference has
 * {@code server-block.x}.
 */
final class Schema {
  /** The section that holds for every cache. */
  static final String DEFAULTS = "cache-defaults";

  /** The section of sections by cache name. */
  static final String CACHES = "caches";

  /** The servers, as one text, as a list, or as sections by their names. */
  static final String SERVERS = "servers";

  /** What a backend's reference calls the section that each server of {@code servers} may be. */
  private static final String SERVER = "server-block";

  private static final String REFERENCE = "/jaycache-reference.conf";

  private final SortedMap<String, Setting> settings = new TreeMap<>();
  private final Set<String> sections = new TreeSet<>();
  private final SortedSet<String> schemes = new TreeSet<>();
  private final List<StoreProvider> backends;
  private @Nullable StoreProvider ofSections;

  /**
   * The settings of the core and of some backends.
   *
   * @throws IllegalStateException when a reference is wrong, or two have a setting in common
   */
  Schema(Collection<? extends StoreProvider> backends) {
    this.backends = List.copyOf(backends);
    add(List.of(), core());
    for (StoreProvider backend : backends) {
      add(List.of(), backend.reference().root());
      schemes.addAll(backend.schemes());
      if (backend.reference().hasPath(SERVER)) {
        ofSections = backend;
      }
    }
  }

  /** The setting at a path, or null. */
  @Nullable Setting setting(List<String> path) {
    return isHidden(path) ? null : settings.get(canonical(path));
  }

  /** Whether a path is a section that may hold settings. */
  boolean isSection(List<String> path) {
    return path.isEmpty() || (!isHidden(path) && sections.contains(canonical(path)));
  }

  /** The schemes of the server URIs that some backend takes. */
  Set<String> schemes() {
    return Collections.unmodifiableSet(schemes);
  }

  /**
   * The URI that a server's spelling means.
   *
   * @throws ConfigurationException when a backend knows the spelling, and it is malformed
   */
  String uri(String server) {
    String uri = server;
    for (StoreProvider backend : backends) {
      uri = backend.uri(uri);
    }
    return uri;
  }

  /**
   * Has the backend of its scheme look at the URI of a bus.
   *
   * @throws ConfigurationException when the backend refuses it
   */
  void checkBus(String uri) {
    String scheme = ServerUri.parse(uri).scheme();
    for (StoreProvider backend : backends) {
      if (backend.schemes().contains(scheme)) {
        backend.checkBus(uri);
      }
    }
  }

  /** Whether servers may be sections of their names. */
  boolean hasServerSections() {
    return ofSections != null;
  }

  /**
   * The URI that a section of {@code servers} means.
   *
   * @param server its settings, checked
   * @throws ConfigurationException when they contradict each other
   */
  String uri(String name, Config server) {
    return ofSections().uri(name, server);
  }

  /** The settings of a section of {@code servers} that say where the server is. */
  List<String> serverPlaces() {
    return ofSections().serverPlaces();
  }

  private StoreProvider ofSections() {
    if (ofSections == null) {
      throw new IllegalStateException("no backend has such sections");
    }
    return ofSections;
  }

  /** Every known setting, by its path; those of a server's section have none of their own. */
  Collection<Setting> settings() {
    return settings.values().stream()
        .filter(setting -> !isHidden(ConfigUtil.splitPath(setting.path())))
        .toList();
  }

  /** The settings of a server's section, as elements below {@code servers.<name>}. */
  List<List<String>> serverSettings() {
    return below(SERVER);
  }

  /** The settings of a cache, as elements below {@code caches.<name>}. */
  List<List<String>> cacheSettings() {
    return below(DEFAULTS);
  }

  private List<List<String>> below(String section) {
    return settings.keySet().stream()
        .map(ConfigUtil::splitPath)
        .filter(path -> path.get(0).equals(section))
        .map(path -> path.subList(1, path.size()))
        .toList();
  }

  /** The defaults of all settings that have one. */
  Config defaults() {
    Config defaults = ConfigFactory.empty();
    for (Setting setting : settings()) {
      if (setting.standard() != null) {
        defaults = defaults.withValue(setting.path(), setting.standard());
      }
    }
    return defaults;
  }

  /** The known setting or section that a path most probably means. */
  String nearest(List<String> path) {
    String mistyped = canonical(path);
    List<String> known = new ArrayList<>(settings.keySet());
    known.addAll(sections);
    String common = common(path);
    if (common == null) {
      known.removeIf(candidate -> isHidden(ConfigUtil.splitPath(candidate)));
      return Nearest.of(mistyped, known);
    }
    known.removeIf(candidate -> !candidate.startsWith(common + "."));
    String nearest = Nearest.of(mistyped, known).substring(common.length() + 1);
    return Redaction.path(path.subList(0, 2)) + "." + nearest;
  }

  /** The section that says what may stand in a section of a name; null: it is none such. */
  private @Nullable String common(List<String> path) {
    if (path.size() < 2) {
      return null;
    }
    return switch (path.get(0)) {
      case CACHES -> DEFAULTS;
      case SERVERS -> hasServerSections() ? SERVER : null;
      default -> null;
    };
  }

  /** What stands in sections of {@code servers} is nowhere else. */
  private static boolean isHidden(List<String> path) {
    return !path.isEmpty() && path.get(0).equals(SERVER);
  }

  private String canonical(List<String> path) {
    if (path.isEmpty()) {
      return "";
    }
    String common = common(path);
    if (common == null) {
      return ConfigUtil.joinPath(path);
    }
    List<String> canonical = new ArrayList<>(path.subList(1, path.size()));
    canonical.set(0, common);
    return ConfigUtil.joinPath(canonical);
  }

  private void add(List<String> path, ConfigObject reference) {
    for (String key : reference.keySet()) {
      List<String> child = new ArrayList<>(path);
      child.add(key);
      String joined = ConfigUtil.joinPath(child);
      boolean section = reference.get(key) instanceof ConfigObject;
      if (settings.containsKey(joined) || (!section && sections.contains(joined))) {
        throw new IllegalStateException("two references have the setting " + joined);
      }
      if (reference.get(key) instanceof ConfigObject object) {
        sections.add(joined);
        add(child, object);
      } else {
        settings.put(joined, Setting.of(joined, reference.get(key)));
      }
    }
  }

  private static ConfigObject core() {
    try (InputStream in = Schema.class.getResourceAsStream(REFERENCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + REFERENCE + " is missing");
      }
      return ConfigFactory.parseReader(
              new InputStreamReader(in, StandardCharsets.UTF_8), ConfigParseOptions.defaults())
          .getObject("jaycache");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
