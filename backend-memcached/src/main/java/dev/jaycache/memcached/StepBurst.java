package dev.jaycache.memcached;

import dev.jaycache.store.CasAnswer;
import dev.jaycache.store.CasStep;
import dev.jaycache.store.Envelope;
import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import dev.jaycache.store.UnknownOutcomeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Some steps on their way: to each server first what is written, in its order, then what is read,
 * and last the generation. For one thread.
 */
final class StepBurst {
  private final StepRunner runner;
  private final MemcachedLink link;
  private final Generations generations;
  private final MemcachedErrors errors;
  private final Pieces pieces;
  private final long deadline;
  private final List<Move> moves;
  private final StepPlan plan;

  /** When the steps were sent. */
  private long sentAt;

  StepBurst(StepRunner runner, List<EntryCells.Place> places, long deadline) {
    this.runner = runner;
    this.link = runner.link();
    this.generations = runner.generations();
    this.errors = runner.errors();
    this.pieces = runner.pieces();
    this.deadline = deadline;
    this.plan = new StepPlan(runner);
    this.moves = new ArrayList<>(places.size());
    for (EntryCells.Place place : places) {
      moves.add(plan.of(place));
    }
  }

  /** Sends them, and makes answers of what came. */
  List<CasAnswer> run() {
    pieces.write(moves, deadline);
    send();
    repeatReads();
    beginGenerations();
    removeTooLarge();
    readPieces();
    List<CasAnswer> answers = new ArrayList<>(moves.size());
    List<Integer> stale = List.of();
    Map<Move, Head> useless = Map.of();
    for (int i = 0; i < moves.size(); i++) {
      Move move = moves.get(i);
      CasAnswer answer = answer(move);
      Head head = move.useless(answer);
      if (head != null) {
        useless = useless.isEmpty() ? new LinkedHashMap<>() : useless;
        useless.put(move, head);
      }
      if (answer == null) {
        stale = stale.isEmpty() ? new ArrayList<>() : stale;
        stale.add(i);
      }
      answers.add(answer == null ? CasAnswer.Done.LOST_RACE : answer);
    }
    if (!useless.isEmpty()) {
      pieces.expire(Pieces.byServer(useless), deadline);
    }
    if (!stale.isEmpty()) {
      runAgain(stale, answers);
    }
    return answers;
  }

  private void send() {
    List<Move> sent = sendable();
    List<Command> commands = new ArrayList<>(moves.size() + 2);
    addLooks(sent, commands);
    int looks = commands.size();
    sent.forEach(move -> commands.add(Objects.requireNonNull(move.command)));
    List<Reads> asked = plan.reads();
    List<List<Command>> asking = new ArrayList<>(asked.size());
    for (Reads each : asked) {
      asking.add(each.commands());
      commands.addAll(asking.get(asking.size() - 1));
    }
    sentAt = link.now();
    List<Reply> replies = commands.isEmpty() ? List.of() : link.run(commands, deadline);
    for (int i = 0; i < sent.size(); i++) {
      Move move = sent.get(i);
      move.reply = replies.get(looks + i);
      if (move.look != null) {
        takeLook(move, replies.get(move.lookPlace));
      }
    }
    take(asked, asking, replies.subList(looks + sent.size(), replies.size()));
  }

  /** Those that have a command which the server may take. */
  private List<Move> sendable() {
    List<Move> sendable = new ArrayList<>(moves.size());
    for (Move move : moves) {
      if (move.command == null || move.error != null) {
        continue;
      }
      if (move.command instanceof Command.Write write && isTooLarge(move, write)) {
        move.reply = new Reply.Refused("too large");
      } else {
        sendable.add(move);
      }
    }
    return sendable;
  }

  /** Whatever many are taken out, the generation is asked for once. */
  private static void addLooks(List<Move> sent, List<Command> commands) {
    Map<Integer, Integer> generations = Map.of();
    for (Move move : sent) {
      Command.Get look = move.look;
      if (look == null) {
        continue;
      }
      Integer there = null;
      if (move.command instanceof Command.Take) {
        generations = generations.isEmpty() ? new HashMap<>() : generations;
        there = generations.putIfAbsent(look.server(), commands.size());
      }
      move.lookPlace = there == null ? commands.size() : there;
      if (there == null) {
        commands.add(look);
      }
    }
  }

  private void takeLook(Move move, Reply looked) {
    move.looked = looked;
    if (move.command instanceof Command.Take) {
      move.beforeTake = generations.read(move.place.server(), move.lookedItem(), sentAt);
    } else {
      move.before = EntryCells.head(looked);
    }
  }

  private boolean isTooLarge(Move move, Command.Write write) {
    return move.tooLong || runner.limits().refuses(write, deadline);
  }

  private static void take(List<Reads> asked, List<List<Command>> asking, List<Reply> replies) {
    int from = 0;
    for (int i = 0; i < asked.size(); i++) {
      int to = from + asking.get(i).size();
      asked.get(i).take(asking.get(i), replies.subList(from, to));
      from = to;
    }
  }

  /** A connection that ended while it was idle is no reason to fail a read. */
  private void repeatReads() {
    List<Reads> lost = plan.lostReads();
    if (lost.isEmpty() || deadline - System.nanoTime() <= 0) {
      return;
    }
    List<List<Command>> asking = new ArrayList<>();
    List<Command> commands = new ArrayList<>();
    for (Reads each : lost) {
      asking.add(each.commands());
      commands.addAll(asking.get(asking.size() - 1));
    }
    take(lost, asking, link.run(commands, deadline));
  }

  /** Where no generation stands, one begins, so that the writes that follow know theirs. */
  private void beginGenerations() {
    Set<Integer> missing = Set.of();
    for (Reads each : plan.reads()) {
      if (each.failure() == null && !each.isRemembered()) {
        Item item = each.item(each.generationPlace());
        Long generation = generations.read(each.server(), item, sentAt);
        each.setGeneration(generation);
        if (generation == null) {
          missing = missing.isEmpty() ? new LinkedHashSet<>() : missing;
          missing.add(each.server());
        }
      }
    }
    if (!missing.isEmpty()) {
      generations
          .begin(missing, deadline)
          .forEach((server, generation) -> plan.reads(server).setGeneration(generation));
    }
  }

  /** What could not be replaced is not left standing. */
  private void removeTooLarge() {
    for (Move move : moves) {
      if (move.command instanceof Command.Write write
          && move.reply != null
          && MemcachedErrors.isTooLarge(move.reply)) {
        Command remove = new Command.Remove(write.server(), write.key(), write.cas());
        Reply removed =
            write.mode() == Command.Mode.ADD
                ? Reply.Done.YES
                : link.run(List.of(remove), deadline).get(0);
        move.error =
            removed instanceof Reply.Done ? tooLarge(move, write) : errors.of(remove, removed);
      }
    }
  }

  private StoreException tooLarge(Move move, Command.Write write) {
    StoredEntry<byte[]> entry = move.entry;
    return move.tooLong && entry != null
        ? pieces.tooLong(write, entry.value().length)
        : errors.tooLarge(
            write, ItemLimits.size(write), runner.limits().of(write.server(), deadline));
  }

  /** What stands there in pieces is read in another trip. */
  private void readPieces() {
    Map<Move, StoredEntry<byte[]>> heads = Map.of();
    for (Move move : moves) {
      Item item = move.tells() ? item(move) : null;
      StoredEntry<byte[]> entry =
          item == null || !Head.isHead(item)
              ? null
              : EntryCells.open(move.place, item, generation(move, item));
      if (entry != null) {
        heads = heads.isEmpty() ? new LinkedHashMap<>() : heads;
        heads.put(move, entry);
      }
    }
    if (!heads.isEmpty()) {
      pieces.read(heads, deadline);
    }
  }

  /** The answer to a step; null where it has to be run again in another generation. */
  private @Nullable CasAnswer answer(Move move) {
    Command command = move.command;
    if (move.error != null) {
      return new CasAnswer.Failed(move.error);
    }
    if (move.place.step() instanceof CasStep.Check check) {
      return checked(move, check.validator());
    }
    Reply reply = move.reply;
    if (command instanceof Command.Take && MemcachedErrors.isUnknown(reply)) {
      runner.takeNoMore();
      return CasAnswer.Done.LOST_RACE;
    }
    if (move.tells()) {
      return command instanceof Command.Take ? taken(move) : seen(move);
    }
    if (command == null || !(reply instanceof Reply.Done)) {
      return new CasAnswer.Failed(
          errors.of(
              Objects.requireNonNull(command),
              reply == null ? new Reply.Refused("nothing") : reply));
    }
    if (reply != Reply.Done.YES) {
      return CasAnswer.Done.LOST_RACE;
    }
    if (move.generation == null) {
      return CasAnswer.Done.YES;
    }
    Reads read = plan.reads(command.server());
    if (read.failure() != null) {
      return new CasAnswer.Failed(
          new UnknownOutcomeException(
              errors.of(command, read.failure()).getMessage()
                  + "; an entry that was written when the cache was cleared is gone",
              null));
    }
    Long now = read.generation();
    if (move.generation.equals(now)) {
      return CasAnswer.Done.YES;
    }
    // What was written is dead, as is what it was compared with.
    return move.place.step() instanceof CasStep.Overwrite ? null : CasAnswer.Done.LOST_RACE;
  }

  /** Whether still the same stands there; where that can't be told, who asked reads. */
  private CasAnswer checked(Move move, Object validator) {
    Reply reply = move.reply;
    if (reply == null) {
      return CasAnswer.Done.LOST_RACE;
    }
    int server = move.place.server();
    if (MemcachedErrors.isUnknown(reply)) {
      runner.lookers().remove(server);
    }
    Reads read = plan.reads(server);
    return read.failure() == null
            && !read.isRemembered()
            && validator instanceof Validator known
            && known.isStill(reply, read.generation(), runner.exptime().clock().millis())
        ? CasAnswer.Done.YES
        : CasAnswer.Done.LOST_RACE;
  }

  /** What was seen; null where it was looked for in a generation that had ended. */
  private @Nullable CasAnswer seen(Move move) {
    int server = move.place.server();
    Reads read = plan.reads(server);
    if (read.failed() != null && read.failure() != null) {
      return new CasAnswer.Failed(errors.of(read.failed(), read.failure()));
    }
    Long generation = read.generation();
    if (move.generation != null && !move.generation.equals(generation)) {
      return null;
    }
    if (read.isRemembered() && generation != null && isOfLater(move, generation)) {
      generations.forget(server, generation);
      return null;
    }
    return told(move, move.place.own() ? null : generation);
  }

  /** Whether what a step found was written after another process cleared the cache. */
  private boolean isOfLater(Move move, long generation) {
    Item item = move.place.own() ? null : item(move);
    Long own = item == null ? null : Envelope.generation(Head.envelope(item));
    return own != null && Long.compareUnsigned(own, generation) > 0;
  }

  private CasAnswer told(Move move, @Nullable Long generation) {
    Item item = item(move);
    Move.Token token = new Move.Token(item == null ? 0 : item.cas(), generation, move.before);
    if (item == null) {
      return CasAnswer.Seen.nothing(token);
    }
    StoredEntry<byte[]> entry =
        Head.isHead(item) ? move.joined : EntryCells.open(move.place, item, generation(move, item));
    return CasAnswer.Seen.something(entry, token);
  }

  /** What was removed; null where it was looked for in a generation that had ended. */
  private @Nullable CasAnswer taken(Move move) {
    int server = move.place.server();
    if (move.look != null && !(move.looked instanceof Reply.Items)) {
      StoreException unseen = errors.of(move.look, Objects.requireNonNull(move.looked));
      return new CasAnswer.Failed(
          item(move) == null
              ? unseen
              : new UnknownOutcomeException(
                  unseen.getMessage() + "; what stood there is removed, and may have been dead",
                  unseen));
    }
    Long before = move.beforeTake;
    if (move.generation != null && !move.generation.equals(before)) {
      generations.begin(Set.of(server), deadline);
      return null;
    }
    if (move.look == null && before != null && isOfLater(move, before)) {
      generations.forget(server, before);
    }
    return told(move, before);
  }

  /** What stood under the key of a step; null where nothing did. */
  private @Nullable Item item(Move move) {
    if (move.command != null) {
      return move.found();
    }
    Reads read = plan.reads(move.place.server());
    return read.failure() == null ? read.item(move.read) : null;
  }

  /** The generation by which what a step found is alive. */
  private @Nullable Long generation(Move move, Item item) {
    if (!(move.command instanceof Command.Take)) {
      return plan.reads(move.place.server()).generation();
    }
    Long before = move.beforeTake;
    Long own = Envelope.generation(Head.envelope(item));
    // A later one began while this was running, and the entry was alive in it.
    return before != null && own != null && Long.compareUnsigned(own, before) > 0 ? own : before;
  }

  /** The cache was cleared since its generation was last seen: they are run in the new. */
  private void runAgain(List<Integer> stale, List<CasAnswer> answers) {
    List<EntryCells.Place> places = stale.stream().map(at -> moves.get(at).place).toList();
    List<CasAnswer> second = new StepBurst(runner, places, deadline).run();
    for (int i = 0; i < stale.size(); i++) {
      answers.set(stale.get(i), second.get(i));
    }
  }
}
