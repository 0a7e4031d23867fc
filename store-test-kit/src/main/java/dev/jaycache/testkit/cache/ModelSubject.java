package dev.jaycache.testkit.cache;

import java.util.Map;
import java.util.TreeMap;
import javax.cache.Cache;
import javax.cache.expiry.Duration;
import org.jspecify.annotations.Nullable;

/** The model under comparison. For one thread. */
final class ModelSubject implements Subject {
  private final ModelCache cache;
  private final Journal journal;

  ModelSubject(Scenario scenario, Behaviour behaviour) {
    this.journal = new Journal();
    this.cache = new ModelCache(scenario.configuration(behaviour, journal));
  }

  @Override
  public Cache<Object, Object> cache() {
    return cache;
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public ModelCounts.Counts counts() {
    return cache.counts().counts();
  }

  @Override
  public void setStatistics(boolean enabled) {
    cache.counts().setEnabled(enabled);
  }

  @Override
  public Map<String, String> content() {
    Map<String, String> content = new TreeMap<>();
    cache
        .content()
        .forEach(
            (key, held) ->
                content.put(Shown.of(key), Shown.of(held.value()) + " for " + shown(held.life())));
    return content;
  }

  /** A time to live in words, to the hour. */
  static String shown(@Nullable Duration life) {
    return life == null ? "ever" : life.getTimeUnit().toHours(life.getDurationAmount()) + " h";
  }
}
