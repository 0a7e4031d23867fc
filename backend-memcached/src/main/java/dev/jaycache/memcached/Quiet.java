package dev.jaycache.memcached;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes whose successes need no reply each: the server is asked something behind them, and what it
 * did not say of them until then is that they were done. memcached sends what it has to say after
 * each 20 commands, and whoever waits is woken each time; so this spares both sides work.
 *
 * <p>The text protocol says of an error not whose it is. So only what no server can refuse for its
 * size goes this way; what is left are errors of the server as a whole, as when it is full. Who may
 * be meant is told that nobody knows, and looks for what he wrote.
 */
final class Quiet {
  private Quiet() {}

  /** Whether a command may be one of {@link Command.Writes}. */
  static boolean fits(Command command) {
    return command instanceof Command.Write write && ItemLimits.size(write) <= ItemLimits.SMALLEST;
  }

  /** How many commands from a place on may be sent as one. */
  static int run(List<Command> commands, int from) {
    int to = from;
    while (to < commands.size() && fits(commands.get(to))) {
      to++;
    }
    return to - from;
  }

  /** The commands as they are sent: two writes or more in a row as one. */
  static List<Command> grouped(List<Command> commands) {
    List<Command> grouped = new ArrayList<>();
    int at = 0;
    while (at < commands.size()) {
      int run = run(commands, at);
      grouped.add(run > 1 ? group(commands, at, run) : commands.get(at));
      at += Math.max(1, run);
    }
    return grouped;
  }

  /** Some writes as one command. */
  static Command.Writes group(List<Command> commands, int from, int count) {
    List<Command.Write> writes = new ArrayList<>(count);
    for (int i = from; i < from + count; i++) {
      writes.add((Command.Write) commands.get(i));
    }
    return new Command.Writes(writes.get(0).server(), writes);
  }

  /**
   * What came of writes.
   *
   * @param told what the server said of each; null: nothing
   * @param error what it said without telling of which; null: nothing
   */
  static Reply.Several replies(@Nullable Reply[] told, @Nullable String error) {
    int silent = 0;
    for (Reply reply : told) {
      silent += reply == null ? 1 : 0;
    }
    Reply rest = Reply.Done.YES;
    if (error != null) {
      rest =
          silent == 1
              ? new Reply.Refused(error)
              : new Reply.Lost(
                  new LinkException(
                      "answered an error to one of " + silent + " writes (" + error + ")",
                      true,
                      null));
    }
    Reply[] all = new Reply[told.length];
    for (int i = 0; i < told.length; i++) {
      Reply reply = told[i];
      all[i] = reply == null ? rest : reply;
    }
    return new Reply.Several(Collections.unmodifiableList(Arrays.asList(all)));
  }
}
