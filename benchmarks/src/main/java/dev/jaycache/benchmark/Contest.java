package dev.jaycache.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Measures one work with one number of threads: every contender warms up, then the rounds go
 * through the contenders in turn, each round in another order. For one thread, once.
 */
final class Contest {
  private static final int FIRST_FRESH = 3_000;

  /** How much more is prepared than the last round would have used. */
  private static final double RESERVE = 1.3;

  private final Work work;
  private final int threads;
  private final Dataset data;
  private final Duration roundTime;
  private final ThreadKind kind;
  private final Set<Contender> loaded;
  private final List<Entrant> entrants = new ArrayList<>();

  /** A contender in this contest. */
  private static final class Entrant {
    private final Contender contender;
    private final Target target;
    private final List<Step> steps;
    private final List<Round> rounds = new ArrayList<>();
    private double rate;
    private long increments;

    Entrant(Contender contender, Target target, List<Step> steps) {
      this.contender = contender;
      this.target = target;
      this.steps = steps;
    }
  }

  /**
   * Prepares a contest.
   *
   * @param kind of the threads
   * @param loaded whose targets hold exactly the data's entries already
   */
  Contest(
      Work work,
      int threads,
      Dataset data,
      Duration roundTime,
      ThreadKind kind,
      Map<Contender, Target> targets,
      Set<Contender> loaded) {
    this.work = work;
    this.threads = threads;
    this.data = data;
    this.roundTime = roundTime;
    this.kind = kind;
    this.loaded = Set.copyOf(loaded);
    targets.forEach(
        (contender, target) -> {
          Steps steps = new Steps(work, target, data, threads);
          List<Step> each = IntStream.range(0, threads).mapToObj(steps::forThread).toList();
          entrants.add(new Entrant(contender, target, each));
        });
  }

  /** Runs each contender once for a while and records nothing. */
  void warmUp(Duration time) throws InterruptedException {
    for (Entrant entrant : entrants) {
      prepare(entrant);
      round(entrant, time);
    }
  }

  /** Removes what no other work looks for. */
  void clean() {
    if (work.kind() == Work.Kind.COUNTER) {
      entrants.forEach(entrant -> entrant.target.clearCounters());
    }
  }

  /** Prepares the data, warms up, and measures. */
  List<Cell> run(int rounds, boolean ttl) throws InterruptedException {
    warmUp(roundTime);
    List<Entrant> order = new ArrayList<>(entrants);
    for (int i = 0; i < rounds; i++) {
      for (Entrant entrant : order) {
        entrant.rounds.add(round(entrant, roundTime));
      }
      // A B C, C B A, B A C … : nobody always comes after the same one.
      Collections.reverse(order);
      if (i % 2 == 1) {
        Collections.rotate(order, 1);
      }
    }
    List<Cell> cells = entrants.stream().map(entrant -> cell(entrant, ttl)).toList();
    clean();
    return cells;
  }

  private Cell cell(Entrant entrant, boolean ttl) {
    long arrived =
        work.kind() == Work.Kind.COUNTER
            ? counters().stream().mapToLong(entrant.target::sumCounters).sum()
            : entrant.increments;
    return new Cell(
        work,
        ttl,
        threads,
        entrant.contender,
        entrant.rounds,
        entrant.increments,
        entrant.increments - arrived);
  }

  private List<Set<String>> counters() {
    return work.isHot() ? List.of(Set.of(Steps.HOT)) : data.keyBatches();
  }

  private Round round(Entrant entrant, Duration time) throws InterruptedException {
    long tickets = work.needsFreshKeys() ? prepareFresh(entrant, time) : 0;
    Round round = new Load(kind, entrant.steps, work.needsFreshKeys(), tickets).run(time);
    entrant.rate = round.perSecond();
    if (work.kind() == Work.Kind.COUNTER) {
      entrant.increments += round.operations();
    }
    return round;
  }

  /** What the work finds at the start of the contest. */
  private void prepare(Entrant entrant) {
    if (work.kind() == Work.Kind.COUNTER) {
      counters().forEach(entrant.target::resetCounters);
    } else if (!work.needsFreshKeys() && !loaded.contains(entrant.contender)) {
      entrant.target.clear();
      data.entryBatches().forEach(entrant.target::putAll);
    }
  }

  /** What a work that uses up keys finds at the start of a round; gives the number of tickets. */
  private long prepareFresh(Entrant entrant, Duration time) {
    boolean single = work.kind() == Work.Kind.SINGLE_KEY;
    double wanted =
        Math.max(FIRST_FRESH / (double) Dataset.BATCH, entrant.rate * seconds(time) * RESERVE);
    if (single) {
      wanted = Math.max(FIRST_FRESH, wanted) / Dataset.BATCH;
    }
    List<Set<String>> batches = data.freshBatches();
    List<Set<String>> used = batches.subList(0, (int) Math.min(batches.size(), Math.ceil(wanted)));
    if (!work.consumes()) {
      entrant.target.vacate(used);
    }
    entrant.target.clear();
    if (work.consumes()) {
      used.forEach(batch -> entrant.target.putAll(data.entries(batch)));
    }
    return single ? (long) used.size() * Dataset.BATCH : used.size();
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
