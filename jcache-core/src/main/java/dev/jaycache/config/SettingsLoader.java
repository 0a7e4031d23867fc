package dev.jaycache.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.jaycache.store.StoreProvider;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Loads and checks the settings of a manager. Immutable, safe for any number of threads.
 *
 * <p>The strongest source first: environment variables {@code JAYCACHE_*}, system properties {@code
 * jaycache.*}, the manager's properties {@code jaycache.*}, the server that the manager's URI is,
 * the configuration file, the defaults. The file is the one that the manager's URI points to, else
 * {@code jaycache.conf} on the class path, else none.
 *
 * <p>It connects to no server and looks for no backend.
 */
public final class SettingsLoader {
  private static final String ROOT = "jaycache";
  private static final String PREFIX = "jaycache.";

  /** Properties of JayCache's own tests. */
  private static final String TEST_PREFIX = "jaycache.test.";

  private static final String FILE = "jaycache.conf";

  private final Schema schema;

  /**
   * Knows the core's settings and those of some backends. The paths of a backend's reference are
   * below {@code jaycache}; those under {@code cache-defaults} may differ by cache. A comment line
   * such as {@code Type: off | <size 1 B..1 GiB>} before a setting says what it accepts; without
   * one, its default does. A default of {@code null} stands for none.
   *
   * @throws IllegalStateException when two backends have a setting in common
   */
  public SettingsLoader(Collection<? extends StoreProvider> backends) {
    schema = new Schema(backends);
  }

  /**
   * The settings that the sources give.
   *
   * @throws ConfigurationException with everything that is wrong in any of the sources: unknown and
   *     ill-typed settings, malformed server URIs, a file that can't be read
   */
  public ManagerSettings load(ConfigSources sources) {
    List<String> problems = new ArrayList<>();
    Layer file = file(sources, problems);
    Layer uri = new Layer(schema, problems);
    if (ManagerUri.isServer(sources.uri(), schema.schemes())) {
      uri.take(
          List.of(Schema.SERVERS),
          ConfigValueFactory.fromAnyRef(String.valueOf(sources.uri()), "the manager's URI"));
    }
    Layer manager = properties(sources.manager(), "CacheManager property ", problems);
    Layer system = properties(sources.system(), "system property ", problems);
    Set<String> sections = new LinkedHashSet<>(file.sections());
    sections.addAll(manager.sections());
    sections.addAll(system.sections());
    Set<String> servers = new LinkedHashSet<>(file.servers());
    servers.addAll(manager.servers());
    servers.addAll(system.servers());
    EnvironmentNames names = new EnvironmentNames(schema, sections, servers);
    Layer environment = environment(sources.environment(), names, problems);

    LayerStack layers = new LayerStack(schema);
    List.of(file, uri, manager, system, environment).forEach(layers::add);
    Config root = layers.merged(problems);
    root = root.withValue(Schema.SERVERS, servers(root, servers, problems));
    CacheSections caches = new CacheSections(root, schema::checkBus);
    problems.addAll(caches.problems());
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return ManagerSettings.of(root, caches);
  }

  private Layer file(ConfigSources sources, List<String> problems) {
    Layer layer = new Layer(schema, problems);
    try {
      URL url = locate(sources);
      if (url != null) {
        ConfigObject root = new ConfigFile(url, sources).read().root();
        root.forEach((key, value) -> takeRoot(key, value, root, layer, problems));
      }
    } catch (ConfigurationException wrong) {
      problems.addAll(wrong.problems());
    }
    return layer;
  }

  /** The URIs of the servers, those of sections in the order in which they were met. */
  private ConfigValue servers(Config root, Set<String> names, List<String> problems) {
    ConfigValue given = root.getValue(Schema.SERVERS);
    if (!(given instanceof ConfigObject sections)) {
      return given;
    }
    List<String> uris = new ArrayList<>();
    for (String name : names) {
      if (sections.get(name) instanceof ConfigObject section) {
        try {
          uris.add(schema.uri(name, section.toConfig()));
        } catch (ConfigurationException wrong) {
          String path = Redaction.path(List.of(ROOT, Schema.SERVERS, name));
          String place = Redaction.place(section.origin()) + ": " + path + ": ";
          wrong.problems().forEach(why -> problems.add(place + why));
        }
      }
    }
    return ConfigValueFactory.fromIterable(uris).withOrigin(given.origin());
  }

  private @Nullable URL locate(ConfigSources sources) {
    URI uri = sources.uri();
    URL url =
        ManagerUri.isServer(uri, schema.schemes()) ? null : ManagerUri.file(uri, sources.loaders());
    return url == null ? ManagerUri.resource(FILE, sources.loaders()) : url;
  }

  /**
   * Takes {@code jaycache}. Another root is allowed, as a name for substitutions or for another
   * library, unless it is one of our settings or the file has no root of ours at all.
   */
  private void takeRoot(
      String key, ConfigValue value, ConfigObject root, Layer layer, List<String> problems) {
    if (key.equals(ROOT)) {
      layer.take(List.of(), value);
      return;
    }
    List<String> path = List.of(key);
    boolean ours = schema.setting(path) != null || schema.isSection(path);
    if (ours || !root.containsKey(ROOT)) {
      problems.add(
          Redaction.place(value.origin())
              + ": "
              + Redaction.path(path)
              + ": unknown root; the settings stand in jaycache { ... }");
    }
  }

  private Layer properties(Properties properties, String place, List<String> problems) {
    Layer layer = new Layer(schema, problems);
    for (String key : properties.stringPropertyNames().stream().sorted().toList()) {
      String value = properties.getProperty(key);
      if (key.startsWith(PREFIX) && !key.startsWith(TEST_PREFIX) && value != null) {
        List<String> path = PropertyKey.split(key.substring(PREFIX.length()));
        String shown = place + PREFIX + Redaction.path(path);
        sectionOf(path, shown, layer);
        layer.take(path, ConfigValueFactory.fromAnyRef(value, shown));
      }
    }
    return layer;
  }

  /** A property has no enclosing section that would name its cache or server. */
  private static void sectionOf(List<String> path, String place, Layer layer) {
    if (path.size() > 2 && List.of(Schema.CACHES, Schema.SERVERS).contains(path.get(0))) {
      layer.take(path.subList(0, 2), ConfigValueFactory.fromMap(Map.of(), place));
    }
  }

  private Layer environment(
      Map<String, String> environment, EnvironmentNames names, List<String> problems) {
    Layer layer = new Layer(schema, problems);
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (EnvironmentNames.isOurs(variable)) {
                takeVariable(variable, value, names, layer, problems);
              }
            });
    return layer;
  }

  private static void takeVariable(
      String variable, String value, EnvironmentNames names, Layer layer, List<String> problems) {
    String place = "environment variable " + variable;
    List<List<String>> paths = names.paths(variable);
    if (paths.isEmpty()) {
      problems.add(
          place
              + ": unknown; the nearest known one is "
              + names.nearest(variable)
              + "; a cache has variables where its section stands in a file or in properties");
    } else if (paths.size() > 1) {
      problems.add(
          place
              + ": it may mean "
              + String.join(" or ", paths.stream().map(Redaction::path).toList())
              + "; set them in a file or by properties");
    } else {
      layer.take(paths.get(0), ConfigValueFactory.fromAnyRef(value, place));
    }
  }
}
