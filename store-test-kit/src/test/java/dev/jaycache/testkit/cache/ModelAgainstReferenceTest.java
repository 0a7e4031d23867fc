package dev.jaycache.testkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jaycache.testkit.cache.Scenario.Expiry;
import dev.jaycache.testkit.cache.Scenario.Part;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.expiry.Duration;
import javax.cache.management.CacheStatisticsMXBean;
import javax.cache.spi.CachingProvider;
import org.jsr107.ri.RICache;
import org.jsr107.ri.spi.RICachingProvider;
import org.junit.jupiter.api.Test;

/**
 * The model of caches beside the specification's reference implementation, as far as that one
 * follows the specification. What is left out, and why the model is right:
 *
 * <ul>
 *   <li>Expiry at once: the reference tells of an expired event where nothing was ever stored, says
 *       false to {@code putIfAbsent} and counts a hit there, and tells of an entry that ended only
 *       when somebody meets it. A null for a creation it does not take.
 *   <li>Exceptions: it swallows a {@code CacheWriterException} in bulks, counts nothing where a
 *       listener throws, and gives other exceptions of processors unwrapped (javadoc of
 *       Cache.invoke: must wrap), or wrapped twice by {@code invokeAll}.
 *   <li>A processor that removes what is not there: it tells of a removal and counts one (javadoc
 *       of MutableEntry.remove: as Cache.remove).
 *   <li>Read-through: {@code getAll} loads key by key, which is as good; a processor that reads
 *       what it has removed loads it again and forgets the removal.
 *   <li>{@code putAll} and {@code removeAll} of nothing call the writer with nothing.
 *   <li>By value it compares serialised bytes, so that equal maps differ.
 * </ul>
 */
class ModelAgainstReferenceTest {
  private static final int SEQUENCES = 60;
  private static final int STEPS = 300;

  /** The reference implementation's cache. */
  private static final class Reference implements Subject, AutoCloseable {
    private final Journal journal = new Journal();
    private final CacheManager manager;
    private final Cache<Object, Object> cache;

    Reference(CacheManager manager, Scenario scenario, Behaviour behaviour) {
      this.manager = manager;
      this.cache = manager.createCache("cache", scenario.configuration(behaviour, journal));
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
      CacheStatisticsMXBean statistics = cache.unwrap(RICache.class).getCacheStatisticsMXBean();
      return new ModelCounts.Counts(
          statistics.getCacheHits(),
          statistics.getCacheMisses(),
          statistics.getCachePuts(),
          statistics.getCacheRemovals());
    }

    @Override
    public void setStatistics(boolean enabled) {
      manager.enableStatistics("cache", enabled);
    }

    @Override
    public Map<String, String> content() {
      throw new UnsupportedOperationException("the reference hides its entries");
    }

    @Override
    public void close() {
      manager.destroyCache("cache");
    }
  }

  private static Scenario gentle(Scenario any, Random random) {
    return new Scenario(
        false,
        any.expiry() == Expiry.OPAQUE ? Expiry.GENTLE : any.expiry(),
        Duration.ONE_HOUR,
        any.loading(),
        any.writing() == Part.IDLE ? Part.NONE : any.writing(),
        any.listeners().subList(0, Math.min(1, any.listeners().size())),
        random.nextBoolean());
  }

  private static boolean isComparable(Step step, Scenario scenario) {
    if (scenario.loading() == Part.ACTIVE && step.name().matches("getAll|invoke.*|increment")) {
      return false;
    }
    String shown = step.shown();
    boolean removes = shown.contains("REMOVE");
    boolean sound = shown.matches(".*SET[^\\]]*REMOVE.*") && !shown.matches(".*REMOVE.*REMOVE.*");
    if (step.name().equals("invokeAll") && shown.contains("THROW")) {
      return false;
    }
    return !shown.contains("THROW_CACHE")
        && (!removes || (sound && shown.indexOf("SET") < shown.indexOf("REMOVE")));
  }

  private static Subject.Seen withoutEmptyBulks(Subject.Seen seen) {
    Map<String, List<String>> notes = new TreeMap<>(seen.notes());
    notes.computeIfPresent(
        "writer",
        (topic, lines) -> {
          List<String> left = lines.stream().filter(line -> !line.endsWith("of nothing")).toList();
          return left.isEmpty() ? null : left;
        });
    return new Subject.Seen(seen.result(), notes, seen.counts());
  }

  @Test
  void randomOperations_areSeenAlikeByModelAndReference() {
    int compared = 0;
    CachingProvider provider = new RICachingProvider();
    try (CacheManager manager =
        provider.getCacheManager(URI.create("test:reference"), getClass().getClassLoader())) {
      for (int seed = 0; seed < SEQUENCES; seed++) {
        Random random = new Random(seed);
        Scenario scenario = gentle(Scenario.random(random, true), random);
        RandomSteps steps = new RandomSteps(random);
        Behaviour behaviour = new Behaviour(false);
        Subject model = new ModelSubject(scenario, behaviour);
        try (Reference reference = new Reference(manager, scenario, behaviour)) {
          for (int number = 0; number < STEPS; number++) {
            Step step = steps.next();
            if (!isComparable(step, scenario)) {
              continue;
            }
            behaviour.begin(seed * 1_000L + number);
            Subject.Seen expected = withoutEmptyBulks(reference.run(step));
            String where = "seed " + seed + ", step " + number + ": " + step + " of " + scenario;
            assertEquals(expected, model.run(step), where);
            compared++;
          }
        }
      }
    }
    assertEquals(true, compared > SEQUENCES * STEPS / 2, "compared only " + compared);
  }
}
