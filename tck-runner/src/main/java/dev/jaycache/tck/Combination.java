package dev.jaycache.tck;

import static dev.jaycache.tck.Near.OFF;
import static dev.jaycache.tck.Near.ON;
import static dev.jaycache.tck.Place.CLUSTER;
import static dev.jaycache.tck.Place.LOCAL;
import static dev.jaycache.tck.Place.MEMCACHED;
import static dev.jaycache.tck.Place.MEMCACHED_BINARY;
import static dev.jaycache.tck.Place.MEMCACHED_BINARY_RING;
import static dev.jaycache.tck.Place.MEMCACHED_COUNTERS;
import static dev.jaycache.tck.Place.MEMCACHED_RING;
import static dev.jaycache.tck.Place.REDIS;
import static dev.jaycache.tck.Place.VALKEY;
import static dev.jaycache.tck.PlannerSetting.ALWAYS_CAS;
import static dev.jaycache.tck.PlannerSetting.AUTO;
import static dev.jaycache.tck.Suite.ANNOTATIONS;
import static dev.jaycache.tck.Suite.CACHE;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of the TCK: which tests, over which store, under which settings. Immutable.
 *
 * @param suite the tests
 * @param place where the entries live
 * @param near whether a near cache is on
 * @param planner the planner's setting
 */
public record Combination(Suite suite, Place place, Near near, PlannerSetting planner) {
  private static final List<Combination> ALL =
      List.of(
          new Combination(CACHE, LOCAL, OFF, AUTO),
          new Combination(CACHE, REDIS, OFF, AUTO),
          new Combination(CACHE, VALKEY, OFF, AUTO),
          new Combination(CACHE, LOCAL, OFF, ALWAYS_CAS),
          new Combination(CACHE, REDIS, OFF, ALWAYS_CAS),
          new Combination(CACHE, CLUSTER, OFF, AUTO),
          new Combination(CACHE, CLUSTER, OFF, ALWAYS_CAS),
          new Combination(CACHE, MEMCACHED, OFF, AUTO),
          new Combination(CACHE, MEMCACHED, OFF, ALWAYS_CAS),
          new Combination(CACHE, MEMCACHED_BINARY, OFF, AUTO),
          new Combination(CACHE, MEMCACHED_BINARY, OFF, ALWAYS_CAS),
          new Combination(CACHE, MEMCACHED_RING, OFF, AUTO),
          new Combination(CACHE, MEMCACHED_RING, OFF, ALWAYS_CAS),
          new Combination(CACHE, MEMCACHED_BINARY_RING, OFF, AUTO),
          new Combination(CACHE, MEMCACHED_BINARY_RING, OFF, ALWAYS_CAS),
          new Combination(CACHE, MEMCACHED_COUNTERS, OFF, AUTO),
          new Combination(CACHE, REDIS, ON, AUTO),
          new Combination(CACHE, VALKEY, ON, AUTO),
          new Combination(CACHE, CLUSTER, ON, AUTO),
          new Combination(CACHE, MEMCACHED, ON, AUTO),
          new Combination(ANNOTATIONS, LOCAL, OFF, AUTO),
          new Combination(ANNOTATIONS, REDIS, OFF, AUTO),
          new Combination(ANNOTATIONS, MEMCACHED, OFF, AUTO));

  /** Every combination that the build runs. */
  public static List<Combination> all() {
    return ALL;
  }

  /**
   * The combinations that a filter names.
   *
   * @param filter comma-separated beginnings of ids; blank for all of them
   * @throws IllegalArgumentException where a part of it names none
   */
  public static List<Combination> matching(String filter) {
    if (filter.isBlank()) {
      return ALL;
    }
    List<String> parts = Arrays.stream(filter.split(",")).map(String::strip).toList();
    for (String part : parts) {
      if (ALL.stream().noneMatch(each -> each.id().startsWith(part))) {
        throw new IllegalArgumentException(
            "No combination begins with '"
                + part
                + "'; there are "
                + ALL.stream().map(Combination::id).toList());
      }
    }
    return ALL.stream().filter(each -> parts.stream().anyMatch(each.id()::startsWith)).toList();
  }

  /** A short name without spaces, such as {@code redis-always-cas}. */
  public String id() {
    return (suite == ANNOTATIONS ? "annotations-" : "")
        + place.label()
        + (near == OFF ? "" : "-near")
        + '-'
        + planner.label();
  }

  /** What the printed line says before its counts. */
  public String title() {
    return "tck "
        + (suite == ANNOTATIONS ? "annotations " : "")
        + place.label()
        + " near="
        + near.label()
        + " planner="
        + planner.label();
  }

  /** The system properties that a user would give to have this combination. */
  Map<String, String> settings(Optional<RunningPlace> servers) {
    Map<String, String> settings = new LinkedHashMap<>();
    servers.ifPresent(running -> settings.putAll(running.settings()));
    settings.putAll(near.settings());
    settings.putAll(planner.settings());
    return settings;
  }

  @Override
  public String toString() {
    return id();
  }
}
