package dev.jaycache.memcached;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes whose successes need no reply each: the server is asked something behind them, and what it
 * did not say of them until then is that they were done. memcached sends what it has to say after
 * each 20 commands, and whoever waits is woken each time; so this spares both sides work.
 *
 * <p>The text protocol says of an error not whose it is. So only what no server can refuse for its
 * size goes this way; what is left are errors of the server as a whole, as when it is full. Where
 * not all can be meant, each is told that nobody knows ({@link Reply.Unsure}), and looks for what
 * he wrote.
 */
final class Quiet {
  /**
   * The most writes until the server is asked: so a long list of them gets signs of life, a caller
   * whose time is up knows how far it came, and one refusal leaves no more than these in doubt.
   */
  private static final int MOST = 64;

  private Quiet() {}

  /** Whether a command may be one of {@link Command.Writes}. */
  static boolean fits(Command command, Wire wire) {
    return command instanceof Command.Write write
        && ItemLimits.size(write) <= ItemLimits.SMALLEST
        && wire.mayBeQuiet(write);
  }

  /** How many commands from a place on may be sent as one. */
  static int run(List<Command> commands, int from, Wire wire) {
    int to = from;
    while (to < commands.size() && to - from < MOST && fits(commands.get(to), wire)) {
      to++;
    }
    return to - from;
  }

  /** The commands as they are sent: two writes or more in a row, up to so many, as one. */
  static List<Command> grouped(List<Command> commands, Wire wire) {
    List<Command> grouped = new ArrayList<>();
    int at = 0;
    while (at < commands.size()) {
      int run = run(commands, at, wire);
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
   * @param errors what it said without telling of which, in the order of the writes
   * @throws Wire.NoReplyException when these are more than they can be
   */
  static Reply.Several replies(@Nullable Reply[] told, List<String> errors) {
    int silent = 0;
    for (Reply reply : told) {
      silent += reply == null ? 1 : 0;
    }
    if (errors.size() > silent) {
      throw new Wire.NoReplyException("more errors than writes");
    }
    // As many as may be meant: then each of these is, and in this order.
    boolean exact = errors.isEmpty() || errors.size() == silent;
    Reply rest = exact ? Reply.Done.YES : new Reply.Unsure(errors.get(0), silent);
    Iterator<String> refusals = exact ? errors.iterator() : Collections.emptyIterator();
    Reply[] all = new Reply[told.length];
    for (int i = 0; i < told.length; i++) {
      Reply reply = told[i];
      if (reply == null) {
        reply = refusals.hasNext() ? new Reply.Refused(refusals.next()) : rest;
      }
      all[i] = reply;
    }
    return new Reply.Several(Collections.unmodifiableList(Arrays.asList(all)), exact);
  }
}
