package dev.jaycache.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The settings of one source, each checked as it is taken. For one thread. It does not know which
 * source is the stronger one.
 */
final class Layer {
  private static final List<String> SERVERS = List.of(Schema.SERVERS);

  /** Problems are told in the order of the file's lines. */
  private static final Comparator<Map.Entry<String, ConfigValue>> BY_LINE =
      Comparator.<Map.Entry<String, ConfigValue>>comparingInt(
              child -> child.getValue().origin().lineNumber())
          .thenComparing(Map.Entry::getKey);

  private final Schema schema;
  private final List<String> problems;
  private final Set<String> sections = new LinkedHashSet<>();
  private final Set<String> servers = new LinkedHashSet<>();
  private Config config = ConfigFactory.empty();

  /** Checks against a schema and adds what is wrong to a list. */
  Layer(Schema schema, List<String> problems) {
    this.schema = schema;
    this.problems = problems;
  }

  /** What was taken and found right. */
  Config config() {
    return config;
  }

  /** The names of the sections of {@code caches}, also of empty ones. */
  Set<String> sections() {
    return sections;
  }

  /** The names of the sections of {@code servers}, in their order. */
  Set<String> servers() {
    return servers;
  }

  /** Takes a value, or a section and what is in it. The value's origin says where it stands. */
  void take(List<String> path, ConfigValue value) {
    if (path.size() == 2 && path.get(0).equals(Schema.CACHES)) {
      sections.add(path.get(1));
    }
    if (path.size() == 2 && path.get(0).equals(Schema.SERVERS) && schema.isSection(path)) {
      server(path, value);
    }
    boolean bySections =
        path.equals(SERVERS) && value instanceof ConfigObject && schema.hasServerSections();
    Setting setting = schema.setting(path);
    if (setting != null && !bySections) {
      set(path, setting, value);
    } else if (!bySections && !schema.isSection(path)) {
      unknown(path, value);
    } else if (value instanceof ConfigObject section) {
      section.entrySet().stream()
          .sorted(BY_LINE)
          .forEach(
              child -> {
                List<String> below = new ArrayList<>(path);
                below.add(child.getKey());
                take(below, child.getValue());
              });
    } else if (value.valueType() != ConfigValueType.NULL) {
      problem(path, value, "this is a section; a setting in it has a longer name");
    }
  }

  /** An empty section is a server, too. */
  private void server(List<String> path, ConfigValue value) {
    servers.add(path.get(1));
    String joined = ConfigUtil.joinPath(path);
    if (value instanceof ConfigObject && !hasServersAsText() && !config.hasPath(joined)) {
      ConfigValue empty = ConfigValueFactory.fromMap(Map.of()).withOrigin(value.origin());
      config = config.withValue(joined, empty);
    }
  }

  private boolean hasServersAsText() {
    ConfigValue taken = config.root().get(Schema.SERVERS);
    return taken != null && !(taken instanceof ConfigObject);
  }

  /** Whether a setting of servers has another form than those before it. */
  private boolean mixesForms(List<String> path) {
    return path.get(0).equals(Schema.SERVERS)
        && config.hasPath(Schema.SERVERS)
        && hasServersAsText() != path.equals(SERVERS);
  }

  /** A HOCON null is as good as nothing. */
  private void set(List<String> path, Setting setting, ConfigValue value) {
    if (value.valueType() == ConfigValueType.NULL) {
      return;
    }
    SettingType type = setting.type();
    SettingType.Checked checked = type.check(value);
    if (checked.value() == null) {
      String found = Redaction.hides(path, value) ? "another value" : checked.found();
      problem(path, value, "found " + found + "; right is " + type.expectation());
      return;
    }
    if (mixesForms(path)) {
      problem(
          path,
          value,
          "servers stand as text and as sections in one source; leave one of the two out");
      return;
    }
    config = config.withValue(ConfigUtil.joinPath(path), checked.value());
    if (path.equals(SERVERS)) {
      List<String> uris = new ArrayList<>();
      config.getStringList("servers").forEach(server -> uris.addAll(uri(server, value)));
      ConfigValue found = ConfigValueFactory.fromIterable(uris).withOrigin(value.origin());
      config = config.withValue("servers", found);
    }
  }

  /** The URI that a server's spelling means; none where something is wrong with it. */
  private List<String> uri(String server, ConfigValue value) {
    try {
      String found = schema.uri(server);
      ServerUri uri = ServerUri.parse(found);
      if (!schema.schemes().contains(uri.scheme())) {
        problem(
            SERVERS,
            value,
            "no backend on the class path takes "
                + uri.scheme()
                + ":; there is one for "
                + (schema.schemes().isEmpty() ? "nothing" : String.join(", ", schema.schemes()))
                + "; add the jar of the backend, such as dev.jaycache:backend-redis");
      }
      return List.of(found);
    } catch (ConfigurationException wrong) {
      wrong.problems().forEach(why -> problem(SERVERS, value, why));
      return List.of();
    }
  }

  private void unknown(List<String> path, ConfigValue value) {
    String hint =
        path.size() > 2 && path.get(0).equals(Schema.CACHES)
            ? "; a cache name with a dot stands in double quotes"
            : "";
    problem(
        path,
        value,
        "unknown setting; the nearest known one is jaycache." + schema.nearest(path) + hint);
  }

  private void problem(List<String> path, ConfigValue value, String what) {
    List<String> full = new ArrayList<>(List.of("jaycache"));
    full.addAll(path);
    problems.add(Redaction.place(value.origin()) + ": " + Redaction.path(full) + ": " + what);
  }
}
