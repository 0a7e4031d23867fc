package dev.jaycache.memcached;

import dev.jaycache.store.Bytes;
import dev.jaycache.store.CasStep;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.Ttl;
import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.store.Want;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts by the server's own {@code incr}, {@code decr} and {@code touch}: one burst, whoever else
 * writes. Safe for any number of threads. What it can't do, the steps of a compare-and-set do.
 *
 * <p>These commands act on whatever stands under a key, so the generation is in the key, and is
 * read after them: where it had ended, what was counted is dead, and it is counted anew. Where it
 * is remembered, that is not asked.
 */
final class ServerCounts {
  private final MemcachedLink link;
  private final EntryCells cells;
  private final Generations generations;
  private final MemcachedErrors errors;
  private final Exptime exptime;
  private final InstantSource clock;

  ServerCounts(StepRunner runner, EntryCells cells, InstantSource clock) {
    this.link = runner.link();
    this.cells = cells;
    this.generations = runner.generations();
    this.errors = runner.errors();
    this.exptime = runner.exptime();
    this.clock = clock;
  }

  /**
   * What came of a burst.
   *
   * @param replies one for each command of its own
   * @param item what stood under the key afterwards, where that was asked
   */
  private record Burst(List<Reply> replies, @Nullable Item item) {}

  /** Runs a mutation; null where it takes steps. */
  @Nullable Outcome<byte[]> run(byte[] key, Mutation<byte[]> mutation, long deadline) {
    EntryCells.Place place = cells.place(new CasStep.Read(key));
    if (!EntryCells.isCountable(place)
        || mutation.want() == Want.PREVIOUS
        || mutation.lease().kind() != Lease.Kind.NONE) {
      return null;
    }
    return switch (mutation.action()) {
      case ADD, SUBTRACT -> counts(mutation) ? count(place, mutation, deadline) : null;
      case KEEP -> touches(mutation) ? touch(place, mutation, deadline) : null;
      case PUT, REMOVE -> null;
    };
  }

  /** A counter that is there keeps its end: the server does not change it. */
  private static boolean counts(Mutation<byte[]> mutation) {
    byte[] by = mutation.value();
    byte[] initial = mutation.initial();
    boolean any = mutation.guard() instanceof Guard.Any<byte[]>;
    return by != null
        && Bytes.toLong(by) != null
        && mutation.onExisting().isKeep()
        && (any
            ? initial != null && Bytes.toLong(initial) != null && !mutation.onCreate().isNow()
            : mutation.guard() instanceof Guard.Present<byte[]>);
  }

  private static boolean touches(Mutation<byte[]> mutation) {
    return mutation.guard() instanceof Guard.Present<byte[]>
        && !mutation.onExisting().isKeep()
        && !mutation.onExisting().isNow();
  }

  private @Nullable Outcome<byte[]> count(
      EntryCells.Place place, Mutation<byte[]> mutation, long deadline) {
    // Who wants a counter that is there makes none.
    byte[] initial = mutation.guard() instanceof Guard.Any<byte[]> ? mutation.initial() : null;
    while (true) {
      long generation = generation(place.server(), deadline);
      List<Command> commands = new ArrayList<>(3);
      commands.add(counting(place, mutation, generation));
      if (initial != null) {
        commands.add(making(place, initial, mutation.onCreate(), generation));
      }
      Burst burst = run(place, commands, null, generation, deadline);
      if (burst == null) {
        continue;
      }
      Reply counted = burst.replies().get(0);
      if (counted instanceof Reply.Counted number) {
        return told(true, Effect.UPDATED, mutation, Bytes.ofLong(number.value()));
      }
      if (MemcachedErrors.isNoNumber(counted)) {
        return null;
      }
      if (counted != Reply.Done.NOT_FOUND) {
        throw errors.of(commands.get(0), counted);
      }
      if (initial == null) {
        return Outcome.absent();
      }
      Reply made = burst.replies().get(1);
      if (made == Reply.Done.YES) {
        return told(false, Effect.CREATED, mutation, initial);
      }
      if (made != Reply.Done.EXISTS) {
        throw errors.of(commands.get(1), made);
      }
      // Somebody else made it in between.
    }
  }

  private static Outcome<byte[]> told(
      boolean existed, Effect effect, Mutation<byte[]> mutation, byte[] result) {
    return new Outcome<>(
        true, existed, effect, null, mutation.want() == Want.RESULT ? result : null);
  }

  private static Command counting(
      EntryCells.Place place, Mutation<byte[]> mutation, long generation) {
    byte[] body = mutation.value();
    Long by = body == null ? null : Bytes.toLong(body);
    if (by == null) {
      throw new IllegalStateException("unreachable: counting by what is no number");
    }
    boolean down =
        switch (mutation.action()) {
          case SUBTRACT -> true;
          case ADD, KEEP, PUT, REMOVE -> false;
        };
    return new Command.Count(place.server(), place.key().in(generation), by, down);
  }

  private Command making(EntryCells.Place place, byte[] initial, Ttl ttl, long generation) {
    StoredEntry<byte[]> entry = exptime.limited(entry(initial, ttl));
    return new Command.Write(
        place.server(),
        Command.Mode.ADD,
        place.key().in(generation),
        EntryCells.seal(place, entry, generation),
        exptime.of(entry.expiresAt()),
        0);
  }

  private StoredEntry<byte[]> entry(byte[] value, Ttl ttl) {
    return new StoredEntry<>(value, 0, ttl.deadline(clock.millis(), StoredEntry.NEVER_EXPIRES));
  }

  private @Nullable Outcome<byte[]> touch(
      EntryCells.Place place, Mutation<byte[]> mutation, long deadline) {
    StoredEntry<byte[]> entry = exptime.limited(entry(Bytes.ofLong(0), mutation.onExisting()));
    while (true) {
      long generation = generation(place.server(), deadline);
      String key = place.key().in(generation);
      Command touch = new Command.Touch(place.server(), key, exptime.of(entry.expiresAt()));
      Burst burst = run(place, List.of(touch), key, generation, deadline);
      if (burst == null) {
        continue;
      }
      Reply touched = burst.replies().get(0);
      if (touched == Reply.Done.NOT_FOUND) {
        return Outcome.absent();
      }
      if (touched != Reply.Done.YES) {
        throw errors.of(touch, touched);
      }
      // An envelope has its end in itself, which is yet to be written.
      return burst.item() == null || EntryCells.number(burst.item()) != null
          ? new Outcome<>(true, true, Effect.TOUCHED, null)
          : null;
    }
  }

  private long generation(int server, long deadline) {
    Long last = generations.last(server);
    Long known = last == null ? generations.begin(Set.of(server), deadline).get(server) : last;
    if (known == null) {
      throw new IllegalStateException("unreachable: a generation that began is none");
    }
    return known;
  }

  /**
   * Runs commands, and looks then whether the generation still is the one.
   *
   * @param read what is read besides; null for nothing
   * @return null where the generation had ended
   */
  private @Nullable Burst run(
      EntryCells.Place place,
      List<Command> commands,
      @Nullable String read,
      long generation,
      long deadline) {
    int server = place.server();
    Long remembered = generations.remembered(server);
    Reads reads =
        remembered == null
            ? new Reads(server, generations.key())
            : new Reads(server, remembered.longValue());
    if (read != null) {
      reads.add(read);
    }
    List<Command> asking = reads.commands();
    List<Command> all = new ArrayList<>(commands);
    all.addAll(asking);
    long at = link.now();
    List<Reply> replies = link.run(all, deadline);
    reads.take(asking, replies.subList(commands.size(), replies.size()));
    if (reads.failure() != null) {
      throw unsure(all, replies);
    }
    Long now =
        remembered == null
            ? generations.read(server, reads.item(reads.generationPlace()), at)
            : remembered;
    if (now == null) {
      generations.begin(Set.of(server), deadline);
    }
    return now != null && now == generation
        ? new Burst(replies.subList(0, commands.size()), read == null ? null : reads.item(0))
        : null;
  }

  /** The generation is not known: where a command was done, nobody knows whether it counts. */
  private RuntimeException unsure(List<Command> commands, List<Reply> replies) {
    int last = commands.size() - 1;
    if (!(replies.get(0) instanceof Reply.Counted) && !(replies.get(0) instanceof Reply.Done)) {
      return errors.of(commands.get(0), replies.get(0));
    }
    return new UnknownOutcomeException(
        errors.of(commands.get(last), replies.get(last)).getMessage()
            + "; what was counted when the cache was cleared is gone",
        null);
  }
}
