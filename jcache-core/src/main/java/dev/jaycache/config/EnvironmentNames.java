package dev.jaycache.config;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The names of the environment variables that settings have: {@code JAYCACHE_} and the path in
 * upper case, each dot, hyphen or other character that is no letter or digit as {@code _}.
 * Immutable. Settings of a cache or a server have variables where its section stands in another
 * source, since a name can't be told from its variable.
 */
final class EnvironmentNames {
  private static final String PREFIX = "JAYCACHE_";

  /** Variables that name servers for JayCache's own tests. */
  private static final String TEST_PREFIX = "JAYCACHE_TEST_";

  private final SortedMap<String, List<List<String>>> paths = new TreeMap<>();

  /**
   * The variables of all settings, and of those in some sections of {@code caches} and {@code
   * servers}.
   */
  EnvironmentNames(Schema schema, Collection<String> sections, Collection<String> servers) {
    schema.settings().forEach(setting -> add(ConfigUtil.splitPath(setting.path())));
    for (String section : sections) {
      for (List<String> setting : schema.cacheSettings()) {
        List<String> path = new ArrayList<>(List.of(Schema.CACHES, section));
        path.addAll(setting);
        add(path);
      }
    }
    for (String server : servers) {
      for (List<String> setting : schema.serverSettings()) {
        List<String> path = new ArrayList<>(List.of(Schema.SERVERS, server));
        path.addAll(setting);
        add(path);
      }
    }
  }

  /** Whether a variable is meant for settings. */
  static boolean isOurs(String variable) {
    return variable.startsWith(PREFIX) && !variable.startsWith(TEST_PREFIX);
  }

  /** The paths that a variable may mean: none, one, or several whose names differ too little. */
  List<List<String>> paths(String variable) {
    return paths.getOrDefault(variable, List.of());
  }

  /** The known variable that another one most probably means. */
  String nearest(String variable) {
    return Nearest.of(variable, paths.keySet());
  }

  /** The variable of a path. */
  static String variable(List<String> path) {
    return PREFIX
        + String.join("_", path).toUpperCase(Locale.ROOT).replaceAll("[^\\p{Lu}0-9]", "_");
  }

  private void add(List<String> path) {
    paths.computeIfAbsent(variable(path), any -> new ArrayList<>()).add(path);
  }
}
