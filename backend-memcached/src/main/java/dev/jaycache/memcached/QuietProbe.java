package dev.jaycache.memcached;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server of one connection understands {@link Command.Writes}: known from the protocol,
 * or asked for once there is use for it. First the version is asked for, which most servers and
 * proxies have, and only where that fits the command itself. For who has the turn, but for {@link
 * #isQuiet}. It sends nothing itself.
 */
final class QuietProbe {
  /**
   * What the connections to one server tell each other. There are proxies that close the connection
   * when they don't know a command, and with it goes what others had sent: so one connection asks
   * at a time, and none any more once one ended before its answer. Safe for any number of threads.
   */
  static final class Memory {
    private enum State {
      FREE,
      ASKED,
      NEVER
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.FREE);

    /** Whether a connection may ask now; then it says how that ended. */
    boolean begin() {
      return state.compareAndSet(State.FREE, State.ASKED);
    }

    /** An answer came. */
    void answered() {
      state.compareAndSet(State.ASKED, State.FREE);
    }

    /** The connection ended instead. */
    void closed() {
      state.set(State.NEVER);
    }
  }

  private final Wire wire;
  private final Memory memory;

  /** What is to be asked next; null: nothing any more. */
  private Command.@Nullable Question next;

  /** Whether there were writes that could have been quiet. */
  private boolean wanted;

  private @Nullable Burst asked;
  private volatile boolean quiet;

  private QuietProbe(Wire wire, Memory memory, boolean mayBeQuiet) {
    this.wire = wire;
    this.memory = memory;
    Boolean known = wire.isQuiet();
    this.next = mayBeQuiet && known == null ? Command.Question.VERSION : null;
    this.quiet = mayBeQuiet && known != null && known;
  }

  /** For a connection that begins. */
  static QuietProbe of(Wire wire, Memory memory) {
    return new QuietProbe(wire, memory, true);
  }

  /** For a connection on which each write is told of. */
  static QuietProbe loud(Wire wire) {
    return new QuietProbe(wire, new Memory(), false);
  }

  /** Whether {@link Command.Writes} may be sent. */
  boolean isQuiet() {
    return quiet;
  }

  /** Says what is sent: where no writes are joined, nobody needs to ask. */
  void sends(Batch batch) {
    wanted = wanted || (next != null && batch.hasManyWrites(wire));
  }

  /** What is to be asked now, which is sent then; null: nothing. */
  @Nullable Burst question() {
    Command.Question what = next;
    if (what == null || !wanted || asked != null || !memory.begin()) {
      return null;
    }
    Burst burst = Burst.of(List.of(new Command.Ask(0, what)), wire);
    asked = burst;
    return burst;
  }

  /** Takes the answer, if it has come. */
  void hear() {
    Burst burst = asked;
    if (burst == null || !burst.hasAll()) {
      return;
    }
    asked = null;
    memory.answered();
    boolean yes =
        burst.replies(() -> new LinkException("was not asked", false, null)).get(0)
            == Reply.Done.YES;
    quiet = yes && next == Command.Question.NOOP;
    next = yes && next == Command.Question.VERSION ? Command.Question.NOOP : null;
  }

  /** A refusal came of which nobody knows whose it is: others would follow, as it seems. */
  void doubt() {
    quiet = false;
  }

  /** The connection has ended. */
  void end() {
    if (asked != null) {
      asked = null;
      memory.closed();
    }
  }
}
