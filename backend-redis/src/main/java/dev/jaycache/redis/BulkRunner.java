package dev.jaycache.redis;

import dev.jaycache.store.BytesKey;
import dev.jaycache.store.Effect;
import dev.jaycache.store.Envelope;
import dev.jaycache.store.Mutation;
import dev.jaycache.store.Outcome;
import dev.jaycache.store.Request;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Runs many mutations in few round trips: reads by {@code MGET}, what else can be one command by
 * {@link JointCommands}, the rest as pipelines; where entries live in slots, all as pipelines, one
 * for each node. For one thread, used once. Where a mutation fails the others are done, and then
 * the failures are thrown as one. Each round trip has a deadline of its own.
 */
final class BulkRunner {
  private static final long BYTES_PER_TRIP = 8L << 20;

  /** A mutation, its command and its place among the outcomes. */
  private record Part(int index, Command command, Mutation<byte[]> mutation) {}

  private final RedisLink link;
  private final MutationRunner runner;
  private final RedisErrors errors;
  private final KeySpace keys;
  private final JointCommands joints;
  private final int most;
  private boolean slotted;
  private final List<StoreException> failures = new ArrayList<>();
  private final List<@Nullable Outcome<byte[]>> outcomes = new ArrayList<>();

  /**
   * A run.
   *
   * @param most the most mutations in a round trip
   */
  BulkRunner(
      RedisLink link,
      MutationRunner runner,
      RedisErrors errors,
      KeySpace keys,
      JointCommands joints,
      int most) {
    this.link = link;
    this.runner = runner;
    this.errors = errors;
    this.keys = keys;
    this.joints = joints;
    this.most = most;
  }

  /** Runs the mutations and gives an outcome each. */
  List<Outcome<byte[]>> run(List<Request<byte[], byte[]>> requests) {
    try {
      return runAll(requests);
    } catch (StoreException e) {
      throw e.withOutcomes(outcomes);
    }
  }

  private List<Outcome<byte[]>> runAll(List<Request<byte[], byte[]>> requests) {
    slotted = isSlotted();
    boolean reads = !slotted;
    boolean removes = !slotted && requests.size() > 1;
    Mutation<byte[]> last = null;
    for (Request<byte[], byte[]> request : requests) {
      outcomes.add(null);
      // Most bulks have one mutation for all keys.
      if (request.mutation() != last) {
        last = request.mutation();
        reads &= MutationCommands.isPlainRead(last);
        removes &= runner.isUnlink(last);
      }
    }
    if (removes) {
      unlink(requests);
    } else if (reads) {
      for (int from = 0; from < requests.size(); from += most) {
        read(requests, from, Math.min(requests.size(), from + most));
      }
    } else {
      mutate(requests);
    }
    List<Outcome<byte[]>> told = new ArrayList<>(outcomes.size());
    for (Outcome<byte[]> outcome : outcomes) {
      if (outcome == null) {
        throw RedisErrors.together(failures, outcomes.size());
      }
      told.add(outcome);
    }
    return told;
  }

  private boolean isSlotted() {
    try {
      return link.isSlotted(link.deadline());
    } catch (LinkException e) {
      throw errors.lost(new Command(Protocol.Command.HELLO), e, false);
    }
  }

  private void read(List<Request<byte[], byte[]>> requests, int from, int to) {
    Command mget = new Command(Protocol.Command.MGET);
    byte[][] asked = new byte[to - from][];
    for (int i = from; i < to; i++) {
      asked[i - from] = keys.at(requests.get(i).key());
      mget.add(new Word(asked[i - from]));
    }
    mget.orByReplica();
    long deadline = link.deadline();
    List<?> replies = (List<?>) readTwice(mget, deadline);
    for (int i = from; i < to; i++) {
      Mutation<byte[]> mutation = requests.get(i).mutation();
      byte[] raw = (byte[]) replies.get(i - from);
      StoredEntry<byte[]> entry = Envelope.open(raw);
      if (entry != null) {
        outcomes.set(i, new Outcome<>(true, true, Effect.NONE, entry));
      } else if (raw == null) {
        outcomes.set(i, Outcomes.missing(mutation));
      } else {
        Command get = MutationCommands.get(asked[i - from]);
        outcomes.set(i, runner.finish(get, mutation, raw, deadline));
      }
    }
  }

  private void unlink(List<Request<byte[], byte[]>> requests) {
    int count = requests.size();
    for (int from = 0; from < count; ) {
      List<byte[]> trip = new ArrayList<>(Math.min(most, count - from));
      long bytes = 0;
      while (from + trip.size() < count && trip.size() < most && bytes <= BYTES_PER_TRIP) {
        byte[] key = keys.at(requests.get(from + trip.size()).key());
        trip.add(key);
        bytes += key.length;
      }
      int begin = from;
      int end = from + trip.size();
      sendAtOnce(
          JointCommands.unlink(trip),
          link.deadline(),
          () -> Collections.fill(outcomes.subList(begin, end), Outcomes.GONE));
      from = end;
    }
  }

  private Object readTwice(Command mget, long deadline) {
    try {
      Object replies;
      try {
        replies = link.call(mget, deadline);
      } catch (LinkException e) {
        if (!e.maybeSent() || deadline - System.nanoTime() <= 0) {
          throw e;
        }
        replies = link.call(mget, deadline);
      }
      return replies == null ? List.of() : replies;
    } catch (LinkException e) {
      throw errors.lost(mget, e, false);
    } catch (JedisDataException e) {
      throw errors.refused(mget, e);
    }
  }

  private void mutate(List<Request<byte[], byte[]>> requests) {
    List<Part> trip = new ArrayList<>(Math.min(most, requests.size()));
    Set<BytesKey> inTrip = new HashSet<>(2 * Math.min(most, requests.size()));
    long bytes = 0;
    long prepareUntil = link.deadline();
    for (int i = 0; i < requests.size(); i++) {
      Mutation<byte[]> mutation = requests.get(i).mutation();
      byte[] bare = requests.get(i).key();
      byte[] key = keys.at(bare);
      byte[] value = mutation.value();
      // A key once in each trip: then what has to be sent again cannot change the order.
      BytesKey compared = new BytesKey(bare);
      boolean second = !inTrip.add(compared);
      if (second || trip.size() == most || bytes > BYTES_PER_TRIP) {
        send(trip);
        trip.clear();
        inTrip.clear();
        inTrip.add(compared);
        bytes = 0;
      }
      bytes += key.length + (value == null ? 0 : value.length);
      try {
        trip.add(new Part(i, runner.prepare(key, mutation, prepareUntil), mutation));
      } catch (StoreException e) {
        failures.add(e);
      }
    }
    send(trip);
  }

  private void send(List<Part> trip) {
    if (trip.isEmpty()) {
      return;
    }
    long deadline = link.deadline();
    Command joint = slotted ? null : joints.of(commands(trip));
    Runnable stored = () -> trip.forEach(part -> outcomes.set(part.index(), Outcomes.STORED));
    if (joint != null && sendAtOnce(joint, deadline, stored)) {
      return;
    }
    List<Part> again = sendInTurn(trip, deadline, true);
    if (!again.isEmpty()) {
      sendInTurn(again, deadline, false);
    }
  }

  /** Sends one command for all; false where it is not for us and nothing was done. */
  private boolean sendAtOnce(Command joint, long deadline, Runnable done) {
    try {
      link.call(joint, deadline);
      done.run();
    } catch (LinkException e) {
      failures.add(errors.lost(joint, e, true));
    } catch (JedisDataException e) {
      if (joints.isDispensable(joint, e)) {
        return false;
      }
      failures.add(errors.refused(joint, e));
    }
    return true;
  }

  private static List<Command> commands(List<Part> trip) {
    List<Command> commands = new ArrayList<>(trip.size());
    for (Part part : trip) {
      commands.add(part.command());
    }
    return commands;
  }

  /** Sends a pipeline and tells what has to be sent again, which is nothing the second time. */
  private List<Part> sendInTurn(List<Part> trip, long deadline, boolean first) {
    List<Command> commands = commands(trip);
    List<@Nullable Object> replies;
    try {
      replies = link.pipeline(commands, deadline);
    } catch (LinkException e) {
      failures.add(errors.lost(commands.get(0), e, e.maybeSent()));
      throw RedisErrors.together(failures, outcomes.size());
    } catch (StoreException e) {
      failures.add(e);
      throw RedisErrors.together(failures, outcomes.size());
    }
    List<Part> again = new ArrayList<>();
    for (int i = 0; i < trip.size(); i++) {
      Part part = trip.get(i);
      Object reply = replies.get(i);
      if (first && reply instanceof LinkException && LostReplies.isRepeatable(part.mutation())) {
        again.add(part);
      } else {
        settle(part, reply, deadline);
      }
    }
    return again;
  }

  private void settle(Part part, @Nullable Object reply, long deadline) {
    Command command = part.command();
    try {
      Mutation<byte[]> mutation = part.mutation();
      Outcome<byte[]> outcome;
      if (slotted && isForeign(mutation, reply)) {
        outcome = Outcomes.missing(mutation);
      } else if (reply instanceof JedisDataException e) {
        outcome = runner.refused(command, mutation, e, deadline);
      } else if (reply instanceof LinkException e) {
        outcome = runner.recover(command, mutation, e, deadline);
      } else if (reply instanceof StoreException e) {
        throw e;
      } else {
        outcome = runner.finish(command, mutation, reply, deadline);
      }
      outcomes.set(part.index(), outcome);
    } catch (StoreException e) {
      failures.add(e);
    }
  }

  /** What {@code MGET} passes over where many are read: a key of another type. */
  static boolean isForeign(Mutation<byte[]> mutation, @Nullable Object reply) {
    return reply instanceof JedisDataException e
        && MutationCommands.isPlainRead(mutation)
        && RedisErrors.code(String.valueOf(e.getMessage())).equals("WRONGTYPE");
  }
}
