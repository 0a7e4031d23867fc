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

  /** Whether the server is to be asked if it understands {@link Command.Writes}. */
  private boolean asks;

  /** Whether that is asked next. */
  private boolean asksNext;

  private @Nullable Burst asking;
  private volatile boolean quiet;

  /** A queue to a server that tells of each write. */
  BurstQueue(Wire wire) {
    this(wire, false);
  }

  /**
   * A queue.
   *
   * @param mayBeQuiet whether {@link Command.Writes} are sent where the server understands them
   */
  BurstQueue(Wire wire, boolean mayBeQuiet) {
    this.wire = wire;
    Boolean known = wire.isQuiet();
    this.asks = mayBeQuiet && known == null;
    this.quiet = mayBeQuiet && known != null && known;
  }

  /** Whether the server understands {@link Command.Writes}, as far as it is known. */
  boolean isQuiet() {
    return quiet;
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
    if (asksNext) {
      return ask();
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
    Batch batch = joined.isEmpty() ? null : Batch.of(joined, wire, quiet);
    if (batch != null) {
      if (asks && batch.hasManyWrites()) {
        asks = false;
        asksNext = true;
      }
      // Never in neither queue: others look for who waits.
      unanswered.add(batch);
    }
    for (int i = 0; i < looked; i++) {
      unsent.remove();
    }
    return batch;
  }

  /** Before something else is sent: so its reply is taken by who waits for that. */
  private @Nullable Batch ask() {
    if (unsent.isEmpty()) {
      return null;
    }
    asksNext = false;
    Burst burst = Burst.of(List.of(new Command.AskQuiet(0)), wire);
    Batch batch = Batch.of(List.of(burst), wire, false);
    asking = burst;
    unanswered.add(batch);
    return batch;
  }

  private void hear() {
    Burst asked = asking;
    if (asked != null && asked.hasAll()) {
      asking = null;
      quiet =
          asked.replies(() -> new LinkException("was not asked", false, null)).get(0)
              == Reply.Done.YES;
    }
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
      hear();
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
    for (Batch batch = unanswered.poll(); batch != null; batch = unanswered.poll()) {
      batch.fail(sent);
    }
    for (Burst burst = unsent.poll(); burst != null; burst = unsent.poll()) {
      burst.fail(notSent);
    }
  }
}
