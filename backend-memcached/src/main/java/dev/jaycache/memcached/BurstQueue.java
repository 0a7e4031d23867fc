package dev.jaycache.memcached;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent on one connection, and what is to be answered. Any number of threads may add
 * and wake; all else is for who has the turn. It does no I/O.
 */
final class BurstQueue {
  /** So many callers' commands are sent as one at most. */
  private static final int JOINED = 64;

  /** Values of so many bytes in all are joined at most, but for the last. */
  private static final int WEIGHT = 1 << 15;

  /** Replies are to be so long at most, in bytes: each caller waits for all of the joined ones. */
  private static final int REPLY = 1 << 18;

  private final Wire wire;
  private final Queue<Burst> unsent = new ConcurrentLinkedQueue<>();
  private final Queue<Batch> unanswered = new ConcurrentLinkedQueue<>();
  private @Nullable Batch sending;
  private int atMost = JOINED;

  private final QuietProbe probe;

  /** What is sent behind the question that is being sent. */
  private @Nullable Batch behind;

  /** A queue to a server that tells of each write. */
  BurstQueue(Wire wire) {
    this(wire, QuietProbe.loud(wire));
  }

  /**
   * A queue.
   *
   * @param probe whether the server understands {@link Command.Writes}; for this queue alone
   */
  BurstQueue(Wire wire, QuietProbe probe) {
    this.wire = wire;
    this.probe = probe;
  }

  /** Whether the server understands {@link Command.Writes}, as far as it is known. */
  boolean isQuiet() {
    return probe.isQuiet();
  }

  /** Adds what is to be sent. */
  void add(Burst burst) {
    unsent.add(burst);
  }

  /** Wakes one of those who wait, those first who were sent first; none where nobody waits. */
  void wakeOne() {
    for (Batch batch : unanswered) {
      if (batch.wakeOne()) {
        return;
      }
    }
    for (Burst burst : unsent) {
      if (burst.wake()) {
        return;
      }
    }
  }

  /** Whether no reply is awaited. */
  boolean isAnswered() {
    return unanswered.isEmpty();
  }

  /** Puts in what is to be sent, as far as it fits. */
  void fill(ByteBuffer out) {
    while (out.hasRemaining()) {
      Batch batch = sending == null ? next() : sending;
      if (batch == null) {
        return;
      }
      sending = batch.copyTo(out) ? null : batch;
    }
  }

  /** What is sent next: one burst that goes alone, or as many as there are that can be joined. */
  private @Nullable Batch next() {
    Batch due = behind;
    if (due != null) {
      behind = null;
      return due;
    }
    List<Burst> joined = new ArrayList<>();
    int looked = 0;
    int weight = 0;
    for (Burst burst : unsent) {
      boolean alone = burst.encoded() != null;
      if (alone && !joined.isEmpty()) {
        break;
      }
      looked++;
      if (burst.begin()) {
        joined.add(burst);
        weight += burst.weight();
        if (alone || joined.size() >= atMost || weight > WEIGHT) {
          break;
        }
      }
    }
    Batch batch = joined.isEmpty() ? null : Batch.of(joined, wire, probe.isQuiet());
    Batch first = batch;
    if (batch != null) {
      // Only before something that is waited for: so somebody takes the answer.
      Burst question = probe.question();
      if (question != null) {
        first = Batch.of(List.of(question), wire, false);
        behind = batch;
        unanswered.add(first);
      }
      probe.sends(batch);
      // Never in neither queue: others look for who waits.
      unanswered.add(batch);
    }
    for (int i = 0; i < looked; i++) {
      unsent.remove();
    }
    return first;
  }

  /**
   * Takes replies.
   *
   * @return false where there is something that nobody asked for
   */
  boolean take(ByteBuffer in) {
    while (in.hasRemaining()) {
      Batch batch = unanswered.peek();
      if (batch == null) {
        return false;
      }
      if (!batch.decode(in)) {
        return true;
      }
      unanswered.remove();
      probe.hear();
      if (batch.isUnsure()) {
        probe.doubt();
      }
      learn(batch);
    }
    return true;
  }

  /** Joins as many as would get a reply of the right length, by what the last ones got. */
  private void learn(Batch batch) {
    if (!batch.isAlone()) {
      long fit = (long) REPLY * batch.callers() / Math.max(1, batch.received());
      atMost = (int) Math.max(1, Math.min(fit, Math.min(JOINED, 2L * atMost)));
    }
  }

  /** Ends all. */
  void fail(LinkException sent, LinkException notSent) {
    probe.end();
    behind = null;
    for (Batch batch = unanswered.poll(); batch != null; batch = unanswered.poll()) {
      batch.fail(sent);
    }
    for (Burst burst = unsent.poll(); burst != null; burst = unsent.poll()) {
      burst.fail(notSent);
    }
  }
}
