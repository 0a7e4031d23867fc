package dev.jaycache.memcached;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Commands of one caller for one server. Whoever has its turn at the connection sends them, alone
 * or together with those of others in a {@link Batch}, and fills in replies; one thread waits for
 * them.
 */
final class Burst {
  /** More commands, or keys in one of them, go alone: there is little to be gained. */
  private static final int SMALL = 4;

  /** Longer values go alone, in bytes. */
  private static final int SHORT = 8_192;

  private final List<Command> commands;
  private final Batch.@Nullable Encoded encoded;
  private final Reply[] replies;
  private volatile int answered;
  private final AtomicBoolean decided = new AtomicBoolean();
  private volatile boolean ended;
  private final AtomicReference<@Nullable LinkException> failure = new AtomicReference<>();
  private volatile @Nullable Thread waiting;

  private final int firstWrite;
  private final int lastReads;
  private final boolean takesOnly;

  private Burst(List<Command> commands, Batch.@Nullable Encoded encoded, int replies) {
    this.commands = commands;
    this.encoded = encoded;
    this.replies = new Reply[replies];
    int from = 0;
    int to = commands.size();
    while (to > 0 && commands.get(to - 1) instanceof Command.Get) {
      to--;
    }
    while (from < to && commands.get(from) instanceof Command.Get) {
      from++;
    }
    boolean takes = from < to;
    for (int i = from; i < to && takes; i++) {
      takes = commands.get(i) instanceof Command.Take;
    }
    this.takesOnly = takes;
    this.lastReads = to;
    // What an overwrite replaces is what stands there right before it, be it of another caller.
    this.firstWrite = from < to && isOverwrite(commands.get(from)) ? 0 : from;
  }

  private static boolean isOverwrite(Command command) {
    return command instanceof Command.Write write && write.mode() == Command.Mode.SET;
  }

  /** Commands in their order, for a server that tells of each write. */
  static Burst of(List<Command> commands, Wire wire) {
    return of(commands, wire, false);
  }

  /**
   * Commands in their order; they are encoded here, unless they may go together with others'.
   *
   * @param quiet whether the server understands {@link Command.Writes}
   */
  static Burst of(List<Command> commands, Wire wire, boolean quiet) {
    Batch.Encoded encoded =
        isSmall(commands)
            ? null
            : Batch.Encoded.of(quiet ? Quiet.grouped(commands, wire) : commands, wire);
    return new Burst(commands, encoded, commands.size());
  }

  /** What lets a user in. */
  static Burst login(String user, String password, Wire wire) {
    return new Burst(
        List.of(), new Batch.Encoded(wire.login(user, password), wire.loginReader()), 1);
  }

  private static boolean isSmall(List<Command> commands) {
    if (commands.size() > SMALL) {
      return false;
    }
    for (Command command : commands) {
      if (isLong(command)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLong(Command command) {
    return command instanceof Command.Stats
        || (command instanceof Command.Get get && (get.large() || get.keys().size() > SMALL))
        || (command instanceof Command.Write write && write.value().length > SHORT);
  }

  /** The commands in their order. */
  List<Command> commands() {
    return commands;
  }

  /** How many of its commands, at the beginning, are reads that may go before others' writes. */
  int firstWrite() {
    return firstWrite;
  }

  /** The place of the first of the reads at its end, which may go behind others' writes. */
  int lastReads() {
    return lastReads;
  }

  /** Whether all that it has between those reads is {@link Command.Take}. */
  boolean takesOnly() {
    return takesOnly;
  }

  /** Its bytes, where it goes alone; else null. */
  Batch.@Nullable Encoded encoded() {
    return encoded;
  }

  /**
   * The next reply. Those of one burst come in the order of its commands.
   *
   * @param place of the command
   */
  void answer(int place, Reply reply) {
    if (place != answered) {
      throw new IllegalStateException("unreachable: replies out of order");
    }
    replies[place] = reply;
    // A volatile write: who sees the count sees the reply.
    answered = place + 1;
    if (place + 1 == replies.length) {
      end();
    }
  }

  /** Whether all replies are there. */
  boolean hasAll() {
    return answered == replies.length;
  }

  /** How long the values are that it sends, in bytes. */
  int weight() {
    int weight = 0;
    for (Command command : commands) {
      weight += command instanceof Command.Write write ? write.value().length : 0;
    }
    return weight;
  }

  /** Says that it will be sent; false where it was withdrawn before. */
  boolean begin() {
    return decided.compareAndSet(false, true);
  }

  /** Sees to it that it is not sent any more; false where the server may have got some of it. */
  boolean withdraw() {
    return decided.compareAndSet(false, true);
  }

  /** No more replies will come. Who says so first says why. */
  void fail(LinkException reason) {
    failure.compareAndSet(null, reason);
    end();
  }

  private void end() {
    ended = true;
    wake();
  }

  /** Whether all replies came, or none will any more. */
  boolean hasEnded() {
    return ended;
  }

  /** Says who waits for it; null: nobody any more. */
  void setWaiting(@Nullable Thread thread) {
    waiting = thread;
  }

  /** Wakes who waits for it; false when nobody does. */
  boolean wake() {
    Thread thread = waiting;
    if (thread != null && thread != Thread.currentThread()) {
      LockSupport.unpark(thread);
    }
    return thread != null;
  }

  /**
   * The replies that are there, and what the others get instead.
   *
   * @param missing why there are no others, where nobody said before
   */
  List<Reply> replies(Supplier<LinkException> missing) {
    int whole = answered;
    if (whole == replies.length) {
      return Arrays.asList(replies);
    }
    List<Reply> all = new ArrayList<>(replies.length);
    for (int i = 0; i < whole; i++) {
      all.add(replies[i]);
    }
    LinkException known = failure.get();
    LinkException reason = known == null ? missing.get() : known;
    while (all.size() < replies.length) {
      all.add(new Reply.Lost(reason));
    }
    return all;
  }

  /** No keys, values or passwords. */
  @Override
  public String toString() {
    return "Burst[" + replies.length + " commands]";
  }
}
