package dev.jaycache.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.cache.CacheException;

/**
 * Goes through every cell: with and without a time to live, work by work, by each number of
 * threads. For one thread, once. Judges nothing.
 */
final class Measurement {
  private static final int WARM_UP_THREADS = 8;

  /**
   * For each contender and work. In less, the JIT compiler is not done with the longer ones, and
   * runs beside the first that are measured.
   */
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  /** The warm-up has this part of the time at most. */
  private static final int WARM_UP_PART = 4;

  private final Options options;
  private final Dataset data;
  private final Consumer<String> progress;
  private final List<String> absent = new ArrayList<>();

  /**
   * Prepares a measurement.
   *
   * @param progress is told in a line what is being measured
   */
  Measurement(Options options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
    this.data = new Dataset(options.sizes());
  }

  /** The data, which the measurement of memory uses too. */
  Dataset data() {
    return data;
  }

  /** Who could not take part, and why. */
  List<String> absent() {
    return List.copyOf(absent);
  }

  /** Measures everything that the options ask for. */
  List<Cell> run(Site site) throws InterruptedException {
    List<Cell> cells = new ArrayList<>();
    Pace pace =
        new Pace(
            options, options.ttls().size() * options.works().size() * options.threads().size());
    for (boolean ttl : options.ttls()) {
      Map<Contender, Target> targets = open(site, ttl);
      try {
        if (cells.isEmpty()) {
          warmUp(targets);
        }
        cells.addAll(run(targets, ttl, pace));
      } finally {
        targets.values().forEach(Target::close);
      }
    }
    return cells;
  }

  private List<Cell> run(Map<Contender, Target> targets, boolean ttl, Pace pace)
      throws InterruptedException {
    List<Cell> cells = new ArrayList<>();
    Set<Contender> loaded = new HashSet<>();
    for (Work work : options.works()) {
      progress.accept(work.label() + (ttl ? ", TTL" : ", no TTL"));
      Map<Contender, Target> able = able(targets, work);
      for (int threads : options.threads()) {
        Contest contest = contest(work, threads, options.roundTime(), able, loaded);
        cells.addAll(contest.run(pace.nextRounds(able.size()), ttl));
        if (work.needsFreshKeys()) {
          loaded.removeAll(able.keySet());
        } else if (work.kind() != Work.Kind.COUNTER) {
          loaded.addAll(able.keySet());
        }
      }
    }
    return cells;
  }

  private Contest contest(
      Work work, int threads, Duration time, Map<Contender, Target> able, Set<Contender> loaded) {
    return new Contest(work, threads, data, time, options.threadKind(), able, loaded);
  }

  private static Map<Contender, Target> able(Map<Contender, Target> targets, Work work) {
    Map<Contender, Target> able = new LinkedHashMap<>(targets);
    able.keySet().removeIf(contender -> !contender.does(work));
    return able;
  }

  /** The code of every contender is compiled before the first of them is measured. */
  private void warmUp(Map<Contender, Target> targets) throws InterruptedException {
    progress.accept("warm-up");
    int parts = WARM_UP_PART * options.works().size() * targets.size();
    Duration affordable =
        min(options.limit().dividedBy(parts), options.roundTime().multipliedBy(10));
    Duration time = min(WARM_UP, affordable);
    for (Work work : options.works()) {
      Contest contest = contest(work, WARM_UP_THREADS, time, able(targets, work), Set.of());
      contest.warmUp(time);
      contest.clean();
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Map<Contender, Target> open(Site site, boolean ttl) {
    Map<Contender, Target> targets = new LinkedHashMap<>();
    absent.clear();
    for (Contender contender : options.arena().contenders()) {
      try {
        targets.put(contender, contender.open(site.of(contender), ttl));
      } catch (CacheException e) {
        absent.add(contender.label() + ": " + e.getMessage());
      }
    }
    return targets;
  }
}
