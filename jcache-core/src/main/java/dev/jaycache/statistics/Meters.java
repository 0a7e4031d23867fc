package dev.jaycache.statistics;

import dev.jaycache.statistics.Meter.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All that a cache counts, under names that stay, for a system of metrics; had by {@code
 * cache.unwrap(Meters.class)}. Immutable. It depends on no such system: an application hands the
 * meters to its own, as docs/operating.md shows.
 *
 * <p>{@code cache.…} are named and tagged as Micrometer's binder for JCache does, with the manager
 * as one more tag; they stand still while the cache's statistics are off. {@code jaycache.near.…}
 * are there where the cache has a near cache.
 *
 * @param all the meters; no two have the same name and the same tags
 */
public record Meters(List<Meter> all) {
  private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);

  /** With a copy of the list. */
  public Meters {
    all = List.copyOf(all);
  }

  /**
   * The meters of one cache.
   *
   * @param manager the manager's URI, without secrets
   * @param near null: the cache has no near cache
   */
  public static Meters of(
      String manager,
      String cache,
      CacheStatistics statistics,
      @Nullable NearCacheStatistics near) {
    Collected meters = new Collected(Map.of("cache", cache, "cache.manager", manager));
    meters.addCache(statistics);
    if (near != null) {
      meters.addNearCounts(near);
      meters.addNearStates(near);
    }
    return new Meters(meters.all);
  }

  /** Meters with tags in common. */
  private record Collected(Map<String, String> common, List<Meter> all) {
    Collected(Map<String, String> common) {
      this(common, new ArrayList<>());
    }

    /** With a tag that tells it apart from others of its name, or none. */
    private void count(
        String name, Map<String, String> tag, String unit, String what, DoubleSupplier reading) {
      Map<String, String> tags = new TreeMap<>(common);
      tags.putAll(tag);
      all.add(new Meter(name, tags, Kind.COUNTER, unit, what, reading));
    }

    private void gauge(String name, String unit, String what, DoubleSupplier reading) {
      all.add(new Meter(name, common, Kind.GAUGE, unit, what, reading));
    }

    private void addCache(CacheStatistics of) {
      String gets = "Keys that were looked up, and found or not";
      count("cache.gets", Map.of("result", "hit"), "gets", gets, of::getCacheHits);
      count("cache.gets", Map.of("result", "miss"), "gets", gets, of::getCacheMisses);
      count("cache.puts", Map.of(), "puts", "Entries that were written", of::getCachePuts);
      count(
          "cache.removals",
          Map.of(),
          "removals",
          "Entries that were removed",
          of::getCacheRemovals);
      count(
          "cache.evictions",
          Map.of(),
          "evictions",
          "Entries that a cache in this process dropped to stay within its limits",
          of::getCacheEvictions);
    }

    private void addNearCounts(NearCacheStatistics of) {
      String gets = "Keys that were answered by copies, or had to be asked for";
      count("jaycache.near.gets", Map.of("result", "hit"), "gets", gets, of::getHits);
      count("jaycache.near.gets", Map.of("result", "miss"), "gets", gets, of::getMisses);
      count(
          "jaycache.near.invalidations",
          Map.of(),
          "invalidations",
          "Changes of entries that the server told",
          of::getInvalidations);
      count(
          "jaycache.near.fills.refused",
          Map.of(),
          "fills",
          "Entries that were read and not kept, since they changed meanwhile",
          of::getFillsRefused);
      count(
          "jaycache.near.preloads",
          Map.of(),
          "copies",
          "Copies that were brought back after a start",
          of::getPreloaded);
      String validations = "Copies that were too old, and found to be the entry still or not";
      count(
          "jaycache.near.validations",
          Map.of("result", "confirmed"),
          "validations",
          validations,
          of::getValidationsConfirmed);
      count(
          "jaycache.near.validations",
          Map.of("result", "failed"),
          "validations",
          validations,
          of::getValidationsFailed);
      for (ClearCause cause : ClearCause.values()) {
        String tag = cause.name().toLowerCase(Locale.ROOT).replace('_', '-');
        count(
            "jaycache.near.clears",
            Map.of("cause", tag),
            "clears",
            "How often all copies were given up",
            () -> of.getClears().getOrDefault(cause, 0L));
      }
    }

    private void addNearStates(NearCacheStatistics of) {
      gauge("jaycache.near.entries", "copies", "Copies that there are", of::getEntries);
      gauge(
          "jaycache.near.weight",
          "bytes",
          "What the copies weigh, where that is limited",
          () -> orNothing(of.getWeight(), NearCacheStatistics.NOT_WEIGHED));
      gauge(
          "jaycache.near.proof.age",
          "seconds",
          "How long ago it was last proven that all changes were told",
          () ->
              orNothing(of.getProofAgeMillis(), NearCacheStatistics.NEVER_PROVEN)
                  / MILLIS_PER_SECOND);
    }

    private static double orNothing(long number, long nothing) {
      return number == nothing ? Double.NaN : number;
    }
  }
}
