package dev.jaycache.memcached;

import dev.jaycache.store.CasStep;
import dev.jaycache.store.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each of some steps sends, and what is read from each server beside that: the keys that steps
 * look at, and the generation. For one thread. It sends nothing itself.
 */
final class StepPlan {
  private final StepRunner runner;
  private final Generations generations;
  private final List<Reads> reads = new ArrayList<>(1);

  /** By the time of the first write. */
  private @Nullable Exptime exptime;

  StepPlan(StepRunner runner) {
    this.runner = runner;
    this.generations = runner.generations();
  }

  /** What is read from each server. */
  List<Reads> reads() {
    return reads;
  }

  /** Those of them that another try may do for. */
  List<Reads> lostReads() {
    List<Reads> lost = List.of();
    // No stream: this is asked after each step.
    for (int i = 0; i < reads.size(); i++) {
      if (reads.get(i).isWorthAnotherTry()) {
        lost = lost.isEmpty() ? new ArrayList<>() : lost;
        lost.add(reads.get(i));
      }
    }
    return lost;
  }

  /** What is read from a server, the generation at least, unless that is remembered. */
  Reads reads(int server) {
    for (int i = 0; i < reads.size(); i++) {
      if (reads.get(i).server() == server) {
        return reads.get(i);
      }
    }
    Long remembered = generations.remembered(server);
    Reads fresh =
        remembered == null
            ? new Reads(server, generations.key())
            : new Reads(server, remembered.longValue());
    reads.add(fresh);
    return fresh;
  }

  /** A step on its way. */
  Move of(EntryCells.Place place) {
    Move move = new Move(place);
    int server = place.server();
    CasStep step = place.step();
    if (!place.own() && tokenOf(step) instanceof Move.Token token) {
      // To see whether it still was the one when this was done.
      move.generation = token.generation();
      reads(server);
    }
    if (step instanceof CasStep.Read) {
      move.generation = place.isInGeneration() ? generations.last(server) : null;
      move.read = reads(server).add(place.key().in(move.generation));
    } else if (step instanceof CasStep.Insert insert) {
      Long generation = insert.token() instanceof Move.Token token ? token.generation() : null;
      move.command = write(move, Command.Mode.ADD, insert.entry(), generation, 0);
    } else if (step instanceof CasStep.Replace replace
        && replace.token() instanceof Move.Token token) {
      move.before = token.head();
      if (mayCompare(move, token)) {
        move.command =
            write(move, Command.Mode.CAS, replace.entry(), token.generation(), token.cas());
      }
    } else if (step instanceof CasStep.Delete delete
        && delete.token() instanceof Move.Token token) {
      move.before = token.head();
      if (mayCompare(move, token)) {
        move.command = new Command.Remove(server, place.key().in(token.generation()), token.cas());
      }
    } else if (step instanceof CasStep.Overwrite overwrite) {
      move.generation = generations.last(server);
      Command.Write write = write(move, Command.Mode.SET, overwrite.entry(), move.generation, 0);
      move.command = write;
      move.look = runner.pieces().areWritten() ? look(write) : null;
      reads(server);
    } else if (step instanceof CasStep.Offer offer) {
      move.generation = generations.last(server);
      Command.Write write = write(move, Command.Mode.ADD, offer.entry(), move.generation, 0);
      move.command = write;
      // Before it, so that what was offered does not come back.
      move.look = look(write);
      reads(server);
    } else if (step instanceof CasStep.Check check
        && check.validator() instanceof Validator known) {
      if (runner.lookers().has(server)) {
        move.command = new Command.Look(server, place.key().in(known.generation()));
        reads(server);
      }
    } else if (step instanceof CasStep.Take) {
      move.generation = place.isInGeneration() ? generations.last(server) : null;
      move.command = new Command.Take(server, place.key().in(move.generation));
      move.beforeTake = generations.remembered(server);
      // Before it: what was alive then was alive when this was running.
      move.look =
          move.beforeTake == null ? new Command.Get(server, List.of(generations.key())) : null;
    } else {
      throw new IllegalStateException("unreachable: a step without what it goes on from");
    }
    return move;
  }

  /** Where there is no cas id nothing is sent: it would be done whatever stands there. */
  private boolean mayCompare(Move move, Move.Token token) {
    if (token.cas() == 0) {
      move.error = runner.errors().withoutCas(move.place.server());
    }
    return token.cas() != 0;
  }

  private static Command.Get look(Command.Write write) {
    return new Command.Get(write.server(), List.of(write.key()));
  }

  private static @Nullable Object tokenOf(CasStep step) {
    if (step instanceof CasStep.Insert insert) {
      return insert.token();
    }
    if (step instanceof CasStep.Replace replace) {
      return replace.token();
    }
    return step instanceof CasStep.Delete delete ? delete.token() : null;
  }

  private Command.Write write(
      Move move,
      Command.Mode mode,
      StoredEntry<byte[]> entry,
      @Nullable Long generation,
      long cas) {
    EntryCells.Place place = move.place;
    Exptime ends = exptime == null ? runner.exptime().now() : exptime;
    exptime = ends;
    StoredEntry<byte[]> limited = ends.limited(entry);
    move.entry = limited;
    move.sealedIn = generation;
    return new Command.Write(
        place.server(),
        mode,
        place.key().in(generation),
        EntryCells.seal(place, limited, generation),
        ends.of(limited.expiresAt()),
        cas);
  }
}
