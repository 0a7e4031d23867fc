package dev.jaycache.redis;

import dev.jaycache.store.Effect;
import dev.jaycache.store.Envelope;
import dev.jaycache.store.Guard;
import dev.jaycache.store.Lease;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.UnknownOutcomeException;
import dev.jaycache.store.Want;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What to do where a command was sent and its reply did not come; see {@link
 * dev.jaycache.store.Store}. Safe for any number of threads. It never repeats a write that may have
 * been done.
 */
final class LostReplies {
  private final MutationRunner runner;
  private final RedisLink link;
  private final RedisErrors errors;

  LostReplies(MutationRunner runner, RedisLink link, RedisErrors errors) {
    this.runner = runner;
    this.link = link;
    this.errors = errors;
  }

  /** Whether a mutation may simply be run again: a read, or a new expiry for what is read. */
  static boolean isRepeatable(Mutation<byte[]> mutation) {
    return switch (mutation.action()) {
      case KEEP ->
          !mutation.onExisting().isNow()
              && !mutation.onMismatch().isNow()
              && mutation.lease().kind() != Lease.Kind.GIVE_BACK;
      case PUT, REMOVE, ADD, SUBTRACT -> false;
    };
  }

  /**
   * The outcome of a mutation whose reply was lost.
   *
   * @throws UnknownOutcomeException when it may have been done and nobody can tell
   * @throws StoreException when it was not done
   */
  Outcome<byte[]> recover(
      Command command, Mutation<byte[]> mutation, LinkException failure, long deadline) {
    boolean repeatable = isRepeatable(mutation);
    StoreException unknown = errors.lost(command, failure, !repeatable);
    if (!failure.maybeSent() || deadline - System.nanoTime() <= 0) {
      throw unknown;
    }
    if (repeatable) {
      return repeat(command, mutation, deadline, false);
    }
    byte[] key = command.key();
    Mutation<byte[]> unleased = mutation.withLease(Lease.NONE);
    if (key != null && isRepeatable(unleased)) {
      // The lease was given back with the reply that was lost, or it runs out.
      return runner.run(key, unleased, deadline);
    }
    if (key == null || mutation.guard() instanceof Guard.Any<byte[]>) {
      throw unknown;
    }
    StoredEntry<byte[]> now = look(key, deadline, unknown);
    Outcome<byte[]> applied = applied(command, mutation, now);
    if (applied != null) {
      return confirmed(applied, command, failure);
    }
    if (!isUnchanged(mutation, now)) {
      throw unknown;
    }
    Outcome<byte[]> second = repeat(command, mutation, deadline, true);
    if (second.matched()) {
      return second;
    }
    // The first request came late, after our look, or somebody else came first.
    applied = applied(command, mutation, look(key, deadline, unknown));
    if (applied == null) {
      throw unknown;
    }
    return confirmed(applied, command, failure);
  }

  private Outcome<byte[]> confirmed(
      Outcome<byte[]> applied, Command command, LinkException failure) {
    if (ConfirmingLink.isUnconfirmed(failure)) {
      throw errors.unconfirmed(command, failure);
    }
    return applied;
  }

  private Outcome<byte[]> repeat(
      Command command, Mutation<byte[]> mutation, long deadline, boolean write) {
    try {
      return runner.send(command, mutation, deadline);
    } catch (LinkException e) {
      throw errors.lost(command, e, write);
    }
  }

  private @Nullable StoredEntry<byte[]> look(byte[] key, long deadline, StoreException unknown) {
    try {
      return Envelope.open((byte[]) link.call(MutationCommands.get(key), deadline));
    } catch (LinkException | JedisDataException e) {
      unknown.addSuppressed(e);
      throw unknown;
    }
  }

  private static boolean isUnchanged(Mutation<byte[]> mutation, @Nullable StoredEntry<byte[]> now) {
    return now != null
        && mutation.guard() instanceof Guard.Version<byte[]> asked
        && asked.version() == now.version();
  }

  /** The outcome where the entry carries our stamp; null where it doesn't, or can't be told. */
  private static @Nullable Outcome<byte[]> applied(
      Command command, Mutation<byte[]> mutation, @Nullable StoredEntry<byte[]> now) {
    if (!mutation.action().isWrite() || now == null || now.version() != command.stamp()) {
      return null;
    }
    if (mutation.guard() instanceof Guard.Absent<byte[]>) {
      return new Outcome<>(true, false, Effect.CREATED, null);
    }
    if (mutation.want() != Want.PREVIOUS) {
      // What we wrote is what came of it.
      boolean asked = mutation.action().isArithmetic() && mutation.want() == Want.RESULT;
      return new Outcome<>(true, true, Effect.UPDATED, null, asked ? now.value() : null);
    }
    // The guard held, so it tells the old value. Its version is lost, and nobody can want it: no
    // entry has it any more.
    return mutation.guard() instanceof Guard.Value<byte[]> asked
        ? new Outcome<>(
            true,
            true,
            Effect.UPDATED,
            new StoredEntry<>(asked.value(), 0, StoredEntry.UNKNOWN_EXPIRY))
        : null;
  }
}
