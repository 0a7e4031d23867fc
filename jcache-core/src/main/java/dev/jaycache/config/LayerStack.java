package dev.jaycache.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The settings of all sources, of which those of the stronger hold. For one thread.
 *
 * <p>Servers have a rule of their own, since they stand as text or as sections. Text stands instead
 * of all sections of weaker sources. A section that stronger sources than the text's have stands
 * instead of the text where they say where its server is. Where they don't, they either would
 * change something in a section that the text stands instead of, and there is nothing to change any
 * more; or it is a mistake. For a user and a password that are all that is known of a server would
 * go to whoever listens where servers are by default.
 */
final class LayerStack {
  private final Schema schema;
  private final Set<String> known = new HashSet<>();

  /** The sections that the text stands instead of. */
  private final Set<String> replaced = new HashSet<>();

  /** The sections that sources stronger than the text's have settings of. */
  private final Set<String> above = new LinkedHashSet<>();

  private @Nullable ConfigValue text;
  private Config merged;

  /** Nothing but the defaults. */
  LayerStack(Schema schema) {
    this.schema = schema;
    this.merged = schema.defaults();
  }

  /** Lays a source on those so far; it is the strongest of them. */
  void add(Layer layer) {
    ConfigValue servers = layer.config().root().get(Schema.SERVERS);
    if (servers instanceof ConfigObject sections && text != null) {
      // By name, as variables have no order; they name no sections of their own either.
      above.addAll(new TreeSet<>(sections.keySet()));
    } else if (servers != null && !(servers instanceof ConfigObject)) {
      text = servers;
      replaced.addAll(known);
      above.clear();
    }
    known.addAll(layer.servers());
    merged = layer.config().withFallback(merged);
  }

  /** What holds of all sources. A section that can't be meant as a server is a problem. */
  Config merged(List<String> problems) {
    ConfigValue instead = text;
    if (instead == null || above.isEmpty()) {
      return merged;
    }
    Config settled = merged;
    for (String name : above) {
      String path = ConfigUtil.joinPath(Schema.SERVERS, name);
      // The text keeps what weaker sources have from this one.
      Config section = merged.getConfig(path);
      if (!saysWhere(section)) {
        settled = settled.withoutPath(path);
        if (!replaced.contains(name)) {
          problems.add(homeless(name, section, instead));
        }
      }
    }
    return settled.root().get(Schema.SERVERS) instanceof ConfigObject left && !left.isEmpty()
        ? settled
        : settled.withValue(Schema.SERVERS, instead);
  }

  private boolean saysWhere(Config section) {
    return schema.serverPlaces().stream()
        .filter(section::hasPath)
        .map(section::getValue)
        .anyMatch(value -> !(value instanceof ConfigList list && list.isEmpty()));
  }

  private String homeless(String name, Config section, ConfigValue instead) {
    return Redaction.place(section.root().origin())
        + ": "
        + Redaction.path(List.of("jaycache", Schema.SERVERS, name))
        + ": does not say where the server is, and would stand instead of the servers that are"
        + " named as text ("
        + Redaction.place(instead.origin())
        + "); add one of "
        + String.join(", ", schema.serverPlaces())
        + ", or leave the section out and put what it says into jaycache.servers";
  }
}
