package dev.jaycache.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls that go together in one round trip. For the thread that leads it. */
final class Trip {
  /** After so many commands nobody comes along any more, but one who has waited for long. */
  private static final int ENOUGH = 64;

  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final QueuedCall own;
  private final List<QueuedCall> others = new ArrayList<>();
  private int size;

  /** A trip of the one who leads it. */
  Trip(QueuedCall own) {
    this.own = own;
    this.size = own.commands().size();
  }

  /**
   * Whether a call may come along. Who has more time than the one who leads must not lose its
   * replies to that one's deadline. Who has waited for long may come along even where the one who
   * leads fills the trip: for the next lane, too, somebody who came later may be chosen. One with a
   * later deadline waits for a trip of its own, and so does who came after it.
   */
  boolean hasRoomFor(QueuedCall next) {
    return next.deadline() - own.deadline() <= 0
        && (size < ENOUGH || (others.isEmpty() && next.hasWaited(LONG_NANOS)));
  }

  /** Takes a call along. */
  void add(QueuedCall call) {
    others.add(call);
    size += call.commands().size();
  }

  /** The commands of all, those of the one who leads behind the others'. */
  List<Command> commands() {
    List<Command> all = new ArrayList<>(size);
    for (QueuedCall call : others) {
      all.addAll(call.commands());
    }
    all.addAll(own.commands());
    return all;
  }

  /**
   * Hands out the replies.
   *
   * @param replies one for each command; fewer where the trip was given up
   */
  void end(List<@Nullable Object> replies) {
    int from = 0;
    for (QueuedCall call : others) {
      from = end(call, replies, from);
    }
    end(own, replies, from);
  }

  private static int end(QueuedCall call, List<@Nullable Object> replies, int from) {
    int to = from + call.commands().size();
    call.end(
        to <= replies.size()
            ? replies.subList(from, to)
            : call.nothing(new LinkException("was given up", true, null)));
    return to;
  }
}
