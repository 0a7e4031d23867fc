package dev.jaycache.memcached;

import dev.jaycache.store.CasAnswer;
import dev.jaycache.store.CasStep;
import dev.jaycache.store.StoreException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns the steps of a cache into bursts and their replies into answers. Safe for any number of
 * threads.
 */
final class StepRunner {
  private final MemcachedLink link;
  private final EntryCells cells;
  private final Generations generations;
  private final MemcachedErrors errors;
  private final Exptime exptime;
  private final ItemLimits limits;
  private final Pieces pieces;
  private final Lookers lookers;
  private volatile boolean mayTake = true;

  StepRunner(
      MemcachedLink link,
      WireKeys keys,
      EntryCells cells,
      Generations generations,
      Exptime exptime,
      CacheOptions options) {
    this.link = link;
    this.cells = cells;
    this.generations = generations;
    this.errors = new MemcachedErrors(link);
    this.exptime = exptime;
    this.limits = new ItemLimits(link);
    this.pieces = new Pieces(this, keys, options);
    this.lookers = new Lookers(link);
  }

  MemcachedLink link() {
    return link;
  }

  Generations generations() {
    return generations;
  }

  MemcachedErrors errors() {
    return errors;
  }

  Exptime exptime() {
    return exptime;
  }

  ItemLimits limits() {
    return limits;
  }

  Pieces pieces() {
    return pieces;
  }

  Lookers lookers() {
    return lookers;
  }

  /** Whether all servers know {@link Command.Take}, as far as they were asked. */
  boolean mayTake() {
    return mayTake;
  }

  /** Says that one does not know it. */
  void takeNoMore() {
    mayTake = false;
  }

  /** Runs steps; those of one server in one burst, and again where a generation had ended. */
  List<CasAnswer> run(List<CasStep> steps, long deadline) {
    try {
      List<EntryCells.Place> places = new ArrayList<>(steps.size());
      for (CasStep step : steps) {
        places.add(cells.place(step));
      }
      rememberGenerations(places, deadline);
      lookers.ask(places, deadline);
      return new StepBurst(this, places, deadline).run();
    } catch (StoreException e) {
      return steps.stream().map(step -> (CasAnswer) new CasAnswer.Failed(e)).toList();
    }
  }

  /** Who overwrites, or has the generation in his keys, has to know it beforehand. */
  private void rememberGenerations(List<EntryCells.Place> places, long deadline) {
    Set<Integer> unknown = Set.of();
    for (EntryCells.Place place : places) {
      boolean needed =
          place.step() instanceof CasStep.Overwrite
              || place.step() instanceof CasStep.Offer
              || place.isInGeneration();
      if (needed && generations.last(place.server()) == null) {
        unknown = unknown.isEmpty() ? new LinkedHashSet<>() : unknown;
        unknown.add(place.server());
      }
    }
    if (!unknown.isEmpty()) {
      generations.begin(unknown, deadline);
    }
  }
}
