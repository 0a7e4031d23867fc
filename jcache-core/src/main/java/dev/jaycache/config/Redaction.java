package dev.jaycache.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What may be shown of settings: secrets are known by the names of their paths or of the variable
 * that they come from, and by the look of a URI with user and password. Stateless, safe for any
 * number of threads.
 */
final class Redaction {
  private static final Pattern SECRET =
      Pattern.compile("pass|pwd|secret|token|credential|private", Pattern.CASE_INSENSITIVE);
  private static final Pattern SECRET_VARIABLE =
      Pattern.compile(ConfigFile.BY + "\\S*(?:" + SECRET + ")", Pattern.CASE_INSENSITIVE);
  private static final Pattern LINE = Pattern.compile("(.*): ([0-9]+(?:-[0-9]+)?)", Pattern.DOTALL);
  private static final String HIDDEN = "***";

  private Redaction() {}

  /** A path as it may be shown; an element that looks like a URI is hidden. */
  static String path(List<String> elements) {
    return ConfigUtil.joinPath(
            elements.stream().map(text -> looksSecret(text) ? HIDDEN : text).toList())
        .replace("\"***\"", HIDDEN);
  }

  /** Where a value stands: file and line, property or variable. */
  static String place(ConfigOrigin origin) {
    Matcher line = LINE.matcher(origin.description());
    return line.matches() ? line.group(1) + ", line " + line.group(2) : origin.description();
  }

  /** Whether a value at a path must not be shown. */
  static boolean hides(List<String> path, ConfigValue value) {
    return path.stream().anyMatch(element -> SECRET.matcher(element).find())
        || SECRET_VARIABLE.matcher(value.origin().description()).find()
        || looksSecret(String.valueOf(value.unwrapped()));
  }

  /** Settings as they may be shown, one line, sorted by path. */
  static String config(Config config) {
    TreeMap<String, String> shown = new TreeMap<>();
    config
        .entrySet()
        .forEach(
            entry -> {
              ConfigValue value = entry.getValue();
              boolean hidden = hides(ConfigUtil.splitPath(entry.getKey()), value);
              shown.put(entry.getKey(), hidden ? HIDDEN : String.valueOf(value.unwrapped()));
            });
    return shown.toString();
  }

  /** Checked server URIs as they may be shown. */
  static String servers(Collection<String> servers) {
    return servers.stream()
        .map(server -> ServerUri.parse(server).shown())
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static boolean looksSecret(String text) {
    return text.indexOf('@') >= 0 || text.toLowerCase(Locale.ROOT).contains("://");
  }
}
