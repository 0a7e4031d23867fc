package dev.jaycache.config;

import java.util.List;
import javax.cache.CacheException;

/**
 * The configuration is wrong; the message names every place, what stands there and what would be
 * right. Immutable. It holds no secret and has no cause, since the messages of parsers quote what
 * they read.
 */
public final class ConfigurationException extends CacheException {
  private static final long serialVersionUID = 1L;

  private final String[] problems;

  /** With one problem, which holds no secret. */
  public ConfigurationException(String problem) {
    this(List.of(problem));
  }

  /** With at least one problem; none holds a secret. */
  public ConfigurationException(List<String> problems) {
    super(message(problems));
    this.problems = problems.toArray(new String[0]);
  }

  /** Each problem, in the order in which they were found: at least one. */
  public List<String> problems() {
    return List.of(problems);
  }

  private static String message(List<String> problems) {
    return problems.size() == 1
        ? problems.get(0)
        : problems.size()
            + " problems in the configuration:\n  - "
            + String.join("\n  - ", problems);
  }
}
