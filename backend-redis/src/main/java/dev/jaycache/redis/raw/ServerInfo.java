package dev.jaycache.redis.raw;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code INFO} said of one node. Immutable.
 *
 * @param node {@code host:port}
 * @param fields by name, in their order, as the server wrote them
 */
public record ServerInfo(String node, Map<String, String> fields) {
  /** With a copy of the fields. */
  public ServerInfo {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /**
   * Reads what {@code INFO} answered: lines of {@code name:value}, among headings and empty lines.
   *
   * @param node {@code host:port}
   */
  public static ServerInfo parse(String node, String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : text.split("\r?\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.charAt(0) != '#') {
        fields.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    return new ServerInfo(node, fields);
  }
}
