package dev.jaycache.redis;

import dev.jaycache.log.SeldomLog;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Reads entries with the time they have left, by the master, in one trip for many: {@code GET} and
 * {@code PTTL}. Safe for any number of threads.
 *
 * <p>The two commands are not one step. Where somebody writes in between, the time may be that of
 * the new value; who keeps copies is told of that write, or forgets them soon. Of what a server
 * answered that nobody listens to no expiry is told: it must not be kept.
 */
final class WholeReads {
  private static final Mutation<byte[]> READ = Mutation.read();

  /** The commands that read one entry. */
  private record Pair(Command get, Command left) {
    static Pair of(byte[] key) {
      Command left = new Command(Protocol.Command.PTTL, Form.PLAIN, key, 0);
      left.add(key);
      return new Pair(MutationCommands.get(key), left);
    }

    /** The one server that answered both; null where these are two, or it is not known. */
    @Nullable NodeLink server() {
      NodeLink server = get.server();
      return server == left.server() ? server : null;
    }
  }

  private final SeldomLog refusals = new SeldomLog(LoggerFactory.getLogger(WholeReads.class));
  private final RedisLink link;
  private final MutationRunner runner;
  private final RedisErrors errors;
  private final Predicate<@Nullable NodeLink> heard;
  private final int most;

  /**
   * Reads.
   *
   * @param heard whether somebody is told of the changes at a server, see {@link ChangeHub#hears};
   *     it is asked after the server answered
   * @param most the most keys in a trip
   */
  WholeReads(
      RedisLink link,
      MutationRunner runner,
      RedisErrors errors,
      Predicate<@Nullable NodeLink> heard,
      int most) {
    this.link = link;
    this.runner = runner;
    this.errors = errors;
    this.heard = heard;
    this.most = most;
  }

  /**
   * Reads one entry.
   *
   * @param key the entry's key at the server
   */
  Outcome<byte[]> run(byte[] key) {
    long deadline = link.deadline();
    Pair pair = Pair.of(key);
    long now = System.currentTimeMillis();
    List<@Nullable Object> replies;
    try {
      replies = link.pipeline(List.of(pair.get(), pair.left()), deadline);
    } catch (LinkException e) {
      return runner.recover(pair.get(), READ, e, deadline);
    }
    return outcome(pair, replies.get(0), replies.get(1), now, deadline);
  }

  /**
   * Reads many entries. A key of another type is nobody's entry, as for {@code MGET}. Where a trip
   * gets nowhere, no other is tried: each would wait for as long.
   *
   * @param keys the entries' keys at the server
   */
  List<Outcome<byte[]>> run(List<byte[]> keys) {
    Bulk bulk = new Bulk(keys);
    for (int from = 0; from < keys.size() && bulk.goesOn; from += most) {
      bulk.read(from, Math.min(keys.size(), from + most));
    }
    return bulk.told();
  }

  /** Entries on their way. For one thread. */
  private final class Bulk {
    private final List<byte[]> keys;
    private final List<@Nullable Outcome<byte[]>> outcomes;
    private final List<StoreException> failures = new ArrayList<>();
    private boolean goesOn = true;

    Bulk(List<byte[]> keys) {
      this.keys = keys;
      this.outcomes = new ArrayList<>(Collections.nCopies(keys.size(), null));
    }

    List<Outcome<byte[]>> told() {
      List<Outcome<byte[]>> told = new ArrayList<>(outcomes.size());
      for (Outcome<byte[]> outcome : outcomes) {
        if (outcome == null) {
          throw RedisErrors.together(failures, outcomes.size()).withOutcomes(outcomes);
        }
        told.add(outcome);
      }
      return told;
    }

    /** Reads some in one trip, and in another one those whose replies were lost. */
    void read(int from, int to) {
      long deadline = link.deadline();
      List<Integer> wanted = new ArrayList<>(to - from);
      for (int i = from; i < to; i++) {
        wanted.add(i);
      }
      List<Integer> lost = read(wanted, deadline, true);
      if (!lost.isEmpty()) {
        read(lost, deadline, false);
      }
    }

    /** Gives those whose replies were lost, the first time. */
    private List<Integer> read(List<Integer> wanted, long deadline, boolean first) {
      List<Pair> pairs = new ArrayList<>(wanted.size());
      List<Command> commands = new ArrayList<>(2 * wanted.size());
      for (int i : wanted) {
        Pair pair = Pair.of(keys.get(i));
        pairs.add(pair);
        commands.add(pair.get());
        commands.add(pair.left());
      }
      long now = System.currentTimeMillis();
      List<@Nullable Object> replies;
      try {
        replies = link.pipeline(commands, deadline);
      } catch (LinkException e) {
        failures.add(errors.lost(commands.get(0), e, false));
        goesOn = false;
        return List.of();
      }
      List<Integer> lost = new ArrayList<>();
      for (int i = 0; i < pairs.size(); i++) {
        Object reply = replies.get(2 * i);
        if (first && reply instanceof LinkException) {
          lost.add(wanted.get(i));
        } else {
          settle(wanted.get(i), pairs.get(i), reply, replies.get(2 * i + 1), now, deadline);
        }
      }
      return lost;
    }

    private void settle(
        int at, Pair pair, @Nullable Object reply, @Nullable Object left, long now, long deadline) {
      try {
        if (reply instanceof LinkException e) {
          throw errors.lost(pair.get(), e, false);
        }
        outcomes.set(
            at,
            BulkRunner.isForeign(READ, reply)
                ? Outcomes.missing(READ)
                : outcome(pair, reply, left, now, deadline));
      } catch (StoreException e) {
        failures.add(e);
      }
    }
  }

  private Outcome<byte[]> outcome(
      Pair pair, @Nullable Object reply, @Nullable Object left, long now, long deadline) {
    Command get = pair.get();
    if (reply instanceof LinkException e) {
      return runner.recover(get, READ, e, deadline);
    }
    if (reply instanceof JedisDataException e) {
      return runner.refused(get, READ, e, deadline);
    }
    if (reply instanceof StoreException e) {
      throw e;
    }
    Outcome<byte[]> outcome = runner.finish(get, READ, reply, deadline);
    StoredEntry<byte[]> entry = outcome.previous();
    if (left instanceof JedisDataException refusal && RedisErrors.isForbidden(refusal)) {
      // Its text may repeat the key.
      refusals.warn(
          "a near cache at " + link.place() + " keeps nothing: allow the user +pttl", null);
    }
    // A slot that is just moving to its server is not the server's yet: no copy of that.
    if (entry == null || get.isAskedElsewhere() || !(left instanceof Long millis)) {
      return outcome;
    }
    if (!heard.test(pair.server())) {
      return outcome;
    }
    return new Outcome<>(
        outcome.matched(),
        outcome.existed(),
        outcome.effect(),
        new StoredEntry<>(entry.value(), entry.version(), expiry(millis, now)));
  }

  /** What {@code PTTL} says: -1 for no expiry, -2 for no key, which went in between. */
  private static long expiry(long millis, long now) {
    if (millis == -1) {
      return StoredEntry.NEVER_EXPIRES;
    }
    return millis < 0 ? StoredEntry.UNKNOWN_EXPIRY : now + millis;
  }
}
