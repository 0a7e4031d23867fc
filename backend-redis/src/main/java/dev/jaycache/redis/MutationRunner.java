package dev.jaycache.redis;

import dev.jaycache.store.Effect;
import dev.jaycache.store.Envelope;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Want;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Runs single mutations: one trip, and what follows where a reply was lost or shows a damaged
 * entry. Safe for any number of threads.
 */
final class MutationRunner {
  private final RedisLink link;
  private final MutationCommands commands;
  private final RedisErrors errors;
  private final ValueLimit limit;
  private final LostReplies lost;

  MutationRunner(RedisLink link, MutationCommands commands, RedisErrors errors, ValueLimit limit) {
    this.link = link;
    this.commands = commands;
    this.errors = errors;
    this.limit = limit;
    this.lost = new LostReplies(this, link, errors);
  }

  /** Runs a mutation. */
  Outcome<byte[]> run(byte[] key, Mutation<byte[]> mutation, long deadline) {
    return run(prepare(key, mutation, deadline), mutation, deadline);
  }

  /**
   * The command for a mutation.
   *
   * @throws dev.jaycache.store.StoreException when the server would refuse its length
   */
  Command prepare(byte[] key, Mutation<byte[]> mutation, long deadline) {
    Command command = commands.of(key, mutation);
    limit.check(command, length(mutation), deadline);
    return command;
  }

  /** Whether {@link JointCommands#unlink} of many is all of it, and nobody wants to hear of it. */
  boolean isUnlink(Mutation<byte[]> mutation) {
    return commands.isUnlink(mutation);
  }

  private Outcome<byte[]> run(Command command, Mutation<byte[]> mutation, long deadline) {
    try {
      return send(command, mutation, deadline);
    } catch (LinkException e) {
      return recover(command, mutation, e, deadline);
    }
  }

  /** Runs a mutation and leaves a lost reply to the caller. */
  Outcome<byte[]> send(Command command, Mutation<byte[]> mutation, long deadline) {
    Object reply;
    try {
      reply = link.call(command, deadline);
    } catch (JedisDataException e) {
      return refused(command, mutation, e, deadline);
    }
    return finish(command, mutation, reply, deadline);
  }

  /**
   * What becomes of a mutation that the server refused. While a slot of a cluster moves, its nodes
   * take no command with two keys; then the lease is left out, since the write compares anyway.
   *
   * @throws dev.jaycache.store.StoreException where that is no way out
   */
  Outcome<byte[]> refused(
      Command command, Mutation<byte[]> mutation, JedisDataException error, long deadline) {
    byte[] key = command.key();
    if (key == null
        || mutation.lease().kind() == Lease.Kind.NONE
        || !Redirection.isTryAgain(error)) {
      throw errors.refused(command, error);
    }
    return run(key, mutation.withLease(Lease.NONE), deadline);
  }

  /** Finds out what became of a mutation whose reply was lost, or says that nobody knows. */
  Outcome<byte[]> recover(
      Command command, Mutation<byte[]> mutation, LinkException failure, long deadline) {
    limit.recheck(command, length(mutation), deadline);
    return lost.recover(command, mutation, failure, deadline);
  }

  /** Makes an outcome of a reply, and sees to a damaged entry. */
  Outcome<byte[]> finish(
      Command command, Mutation<byte[]> mutation, @Nullable Object reply, long deadline) {
    commands.note(reply);
    Outcome<byte[]> outcome = Outcomes.read(command, mutation, reply);
    return outcome != null ? outcome : mend(command, mutation, reply, deadline);
  }

  /** What a damaged entry makes of an outcome: it counts as absent, and goes. */
  private Outcome<byte[]> mend(
      Command command, Mutation<byte[]> mutation, @Nullable Object reply, long deadline) {
    byte[] key = command.key();
    byte[] raw = Outcomes.raw(reply);
    if (key == null || raw == null) {
      throw new IllegalArgumentException("nothing is damaged");
    }
    return switch (command.form()) {
      case GET, GETEX -> {
        tidy(MutationScript.removeExactly(key, raw), deadline);
        yield Outcomes.missing(mutation);
      }
      case SET_XX_GET -> undo(key, command.stamp(), deadline);
      case SET_NX_GET -> again(key, raw, mutation, deadline);
      case SCRIPT_TELLING -> {
        Effect effect = MutationScript.effect(Outcomes.code(reply));
        boolean any = mutation.guard() instanceof Guard.Any<byte[]>;
        yield switch (effect) {
          case NONE, TOUCHED -> again(key, raw, mutation, deadline);
          case UPDATED, CREATED, STORED ->
              any ? overwrote(Effect.CREATED) : undo(key, command.stamp(), deadline);
          case UPDATED_EXPIRED, STILLBORN -> any ? overwrote(Effect.STILLBORN) : Outcome.absent();
          case REMOVED, GONE, EXPIRED, REFUSED -> Outcomes.missing(mutation);
        };
      }
      case EXISTS, EXPIRE_NOW, GETDEL, PLAIN, SCRIPT, SET, SET_GET, UNLINK ->
          throw new IllegalArgumentException(command.form() + " shows no damage");
    };
  }

  private static Outcome<byte[]> overwrote(Effect effect) {
    return new Outcome<>(true, false, effect, null);
  }

  /** Runs a mutation that has done nothing, once more, after the damaged entry has gone. */
  private Outcome<byte[]> again(byte[] key, byte[] raw, Mutation<byte[]> mutation, long deadline) {
    Command removal = MutationScript.removeExactly(key, raw);
    try {
      send(removal, mutation, deadline);
    } catch (LinkException e) {
      throw errors.lost(removal, e, false);
    }
    return run(commands.script(key, mutation), mutation, deadline);
  }

  /** Takes back a value that was put over a damaged entry, where there had to be a real one. */
  private Outcome<byte[]> undo(byte[] key, long stamp, long deadline) {
    Mutation<byte[]> removal = Mutation.remove(new Guard.Version<>(stamp), Want.NOTHING);
    run(key, removal, deadline);
    return Outcome.absent();
  }

  /** Removes what no read will ever answer; if that fails, the next read does it. */
  private void tidy(Command removal, long deadline) {
    try {
      link.call(removal, deadline);
    } catch (JedisDataException | LinkException e) {
      // The read has its answer.
    }
  }

  private static int length(Mutation<byte[]> mutation) {
    byte[] value = mutation.value();
    int length = value == null ? 0 : value.length + Envelope.HEADER;
    return mutation.guard() instanceof Guard.Value<byte[]> asked
        ? Math.max(length, asked.value().length)
        : length;
  }
}
