package dev.jaycache.redis.raw;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a server is and can do, as it said itself. On a cluster: what all masters can, and the
 * oldest version. Immutable. What the server does not tell us (its ACL may not allow the question)
 * is empty, and no error.
 *
 * @param family such as {@code redis} or {@code valkey}
 * @param version such as {@code 7.2.4}
 * @param modules their names as the server writes them, and their versions
 * @param commands in lower case, with those that have a second word as {@code config|get}
 */
public record ServerFeatures(
    Optional<String> family,
    Optional<String> version,
    Optional<Map<String, Long>> modules,
    Optional<Set<String>> commands) {

  /** Whether the server said that it has a module; upper and lower case are the same. */
  public boolean hasModule(String name) {
    return modules
        .map(known -> known.keySet().stream().anyMatch(each -> each.equalsIgnoreCase(name)))
        .orElse(false);
  }

  /**
   * Whether the server said that it has a command; upper and lower case are the same.
   *
   * @param name such as {@code MSETEX}, {@code JSON.GET} or {@code CONFIG GET}
   */
  public boolean hasCommand(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT).replaceAll("[ |]+", "|");
    return commands.map(known -> known.contains(wanted)).orElse(false);
  }

  /** In one line. */
  @Override
  public String toString() {
    return family.orElse("unknown family")
        + ' '
        + version.orElse("of unknown version")
        + ", modules "
        + modules.map(known -> known.isEmpty() ? "none" : known.toString()).orElse("unknown")
        + ", commands "
        + commands.map(known -> Integer.toString(known.size())).orElse("unknown");
  }
}
