package dev.jaycache.redis.operations;

import org.jspecify.annotations.Nullable;

/**
 * What came of a look who is who. Immutable.
 *
 * @param group the group's name
 * @param status {@value #OK}, {@value #ERROR} or {@value #SKIPPED}
 * @param reason why it failed, without secrets; null: it did not
 */
public record ClusterRefresh(String group, String status, @Nullable String reason) {
  /** Somebody answered. */
  public static final String OK = "ok";

  /** Nobody answered, or nobody let us in. */
  public static final String ERROR = "error";

  /** There is nobody to ask. */
  public static final String SKIPPED = "skipped (not cluster mode)";
}
