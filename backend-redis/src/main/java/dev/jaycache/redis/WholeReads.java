package dev.jaycache.redis;

import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Reads entries with the time they have left, by the master, in one trip for many: {@code GET} and
 * {@code PTTL}. Safe for any number of threads.
 *
 * <p>The two commands are not one step. Where somebody writes in between, the time may be that of
 * the new value; who keeps copies is told of that write, or forgets them soon.
 */
final class WholeReads {
  private static final Mutation<byte[]> READ = Mutation.read();

  private final RedisLink link;
  private final MutationRunner runner;
  private final RedisErrors errors;
  private final int most;

  /**
   * Reads.
   *
   * @param most the most keys in a trip
   */
  WholeReads(RedisLink link, MutationRunner runner, RedisErrors errors, int most) {
    this.link = link;
    this.runner = runner;
    this.errors = errors;
    this.most = most;
  }

  /**
   * Reads one entry.
   *
   * @param key the entry's key at the server
   */
  Outcome<byte[]> run(byte[] key) {
    long deadline = link.deadline();
    Command get = MutationCommands.get(key);
    long now = System.currentTimeMillis();
    List<@Nullable Object> replies;
    try {
      replies = link.pipeline(List.of(get, left(key)), deadline);
    } catch (LinkException e) {
      return runner.recover(get, READ, e, deadline);
    }
    return outcome(get, replies.get(0), replies.get(1), now, deadline);
  }

  /**
   * Reads many entries. A key of another type is nobody's entry, as for {@code MGET}.
   *
   * @param keys the entries' keys at the server
   */
  List<Outcome<byte[]>> run(List<byte[]> keys) {
    List<@Nullable Outcome<byte[]>> outcomes = new ArrayList<>(keys.size());
    List<StoreException> failures = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += most) {
      read(keys.subList(from, Math.min(keys.size(), from + most)), outcomes, failures);
    }
    List<Outcome<byte[]>> told = new ArrayList<>(outcomes.size());
    for (Outcome<byte[]> outcome : outcomes) {
      if (outcome == null) {
        throw RedisErrors.together(failures, outcomes.size()).withOutcomes(outcomes);
      }
      told.add(outcome);
    }
    return told;
  }

  private void read(
      List<byte[]> keys, List<@Nullable Outcome<byte[]>> outcomes, List<StoreException> failures) {
    long deadline = link.deadline();
    List<Command> commands = new ArrayList<>(2 * keys.size());
    for (byte[] key : keys) {
      commands.add(MutationCommands.get(key));
      commands.add(left(key));
    }
    long now = System.currentTimeMillis();
    List<@Nullable Object> replies;
    try {
      replies = link.pipeline(commands, deadline);
    } catch (LinkException e) {
      failures.add(errors.lost(commands.get(0), e, false));
      keys.forEach(key -> outcomes.add(null));
      return;
    }
    for (int i = 0; i < replies.size(); i += 2) {
      Object reply = replies.get(i);
      try {
        outcomes.add(
            BulkRunner.isForeign(READ, reply)
                ? Outcomes.missing(READ)
                : outcome(commands.get(i), reply, replies.get(i + 1), now, deadline));
      } catch (StoreException e) {
        failures.add(e);
        outcomes.add(null);
      }
    }
  }

  private Outcome<byte[]> outcome(
      Command get, @Nullable Object reply, @Nullable Object left, long now, long deadline) {
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
    // Nobody listens yet at a server to which its first slot moves: no copy of that.
    if (entry == null || get.isAskedElsewhere() || !(left instanceof Long millis)) {
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

  private static Command left(byte[] key) {
    Command command = new Command(Protocol.Command.PTTL, Form.PLAIN, key, 0);
    command.add(key);
    return command;
  }
}
