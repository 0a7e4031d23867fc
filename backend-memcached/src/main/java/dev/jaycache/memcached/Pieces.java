package dev.jaycache.memcached;

import dev.jaycache.store.StoreException;
import dev.jaycache.store.StoredEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values that are too large for one item of their server, in pieces beside their head: written
 * before it, read after it. Safe for any number of threads.
 *
 * <p>What stands under an entry's key decides: the head, which is written, compared and removed as
 * any entry is. Pieces are written once, under keys that no other write has. So who has a head
 * reads its pieces or none; where one is missing there is no entry.
 */
final class Pieces {
  /** Pieces in one {@code gets}. */
  private static final int KEYS_PER_GET = 100;

  /** Bytes in one burst; a longer value is in one all the same. */
  private static final long BURST = 64L << 20;

  /** The limit of a server that does not tell its own. */
  private static final long USUAL_LIMIT = 1 << 20;

  /** How long useless pieces stay for those who are just reading them, in s. */
  private static final int LINGER = 2;

  private final StepRunner runner;
  private final WireKeys keys;
  private final CacheOptions options;

  Pieces(StepRunner runner, WireKeys keys, CacheOptions options) {
    this.runner = runner;
    this.keys = keys;
    this.options = options;
  }

  /** Whether large values are written in pieces; those that are there are always read. */
  boolean areWritten() {
    return options.chunks();
  }

  /** Writes the pieces of all values that need some, and has their moves write heads instead. */
  void write(List<Move> moves, long deadline) {
    if (!areWritten()) {
      return;
    }
    List<Move> owners = new ArrayList<>();
    List<Command> writes = new ArrayList<>();
    long bytes = 0;
    for (Move move : moves) {
      StoredEntry<byte[]> entry = move.entry;
      if (!(move.command instanceof Command.Write whole)
          || entry == null
          || ItemLimits.size(whole) <= ItemLimits.SMALLEST) {
        continue;
      }
      long limit = limit(whole.server(), deadline);
      int length = entry.value().length;
      long room = limit - ItemLimits.OVERHEAD - keys.pieceKeyLength();
      if (ItemLimits.size(whole) <= limit) {
        continue;
      }
      if (length > options.longest() || room <= 0 || (length - 1) / room >= Head.PIECES_AT_MOST) {
        move.tooLong = true;
        continue;
      }
      if (bytes > 0 && bytes + length > BURST) {
        send(owners, writes, deadline);
        bytes = 0;
      }
      bytes += length;
      Head head = Head.of(entry.value(), (int) Math.min(Integer.MAX_VALUE, room));
      for (Command.Write piece : pieces(whole.server(), entry, head)) {
        owners.add(move);
        writes.add(piece);
      }
      move.head = head;
      move.command = whole.withValue(EntryCells.sealHead(move.place, entry, head, move.sealedIn));
    }
    send(owners, writes, deadline);
  }

  private long limit(int server, long deadline) {
    Long told = runner.limits().of(server, deadline);
    return told == null ? USUAL_LIMIT : told;
  }

  private List<Command.Write> pieces(int server, StoredEntry<byte[]> entry, Head head) {
    int expires = runner.exptime().after(entry.expiresAt());
    List<String> names = head.keys(keys);
    List<Command.Write> pieces = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      byte[] piece = head.piece(entry.value(), i);
      pieces.add(new Command.Write(server, Command.Mode.SET, names.get(i), piece, expires, 0));
    }
    return pieces;
  }

  private void send(List<Move> owners, List<Command> writes, long deadline) {
    List<Reply> replies = writes.isEmpty() ? List.of() : runner.link().run(writes, deadline);
    for (int i = 0; i < replies.size(); i++) {
      Reply reply = replies.get(i);
      Move owner = owners.get(i);
      if (reply != Reply.Done.YES && owner.error == null) {
        Command command = writes.get(i);
        if (MemcachedErrors.isTooLarge(reply)) {
          // It was started anew with another limit.
          runner.limits().forget(command.server());
        }
        owner.error = runner.errors().ofPiece(command, reply);
      }
    }
    owners.clear();
    writes.clear();
  }

  /** A value that is above the setting, or that takes too many pieces. */
  StoreException tooLong(Command.Write write, int length) {
    return runner.errors().tooLong(write, length, options.longest());
  }

  /**
   * A head that was read.
   *
   * @param standing the entry whose body it is
   */
  private record Found(Move move, StoredEntry<byte[]> standing, Head head, List<Command> reads) {}

  /**
   * Reads the pieces of what is in some, all of them in one burst, and joins them.
   *
   * @param heads the entry that each of some moves found, whose body is a head
   */
  void read(Map<Move, StoredEntry<byte[]>> heads, long deadline) {
    long now = runner.exptime().clock().millis();
    List<Found> found = new ArrayList<>();
    heads.forEach(
        (move, standing) -> {
          Head head = Head.ofBody(standing.value());
          move.before = head;
          if (head != null && !standing.isExpiredAt(now)) {
            found.add(new Found(move, standing, head, reads(move.place.server(), head)));
          }
        });
    List<Found> lost = take(found, deadline);
    // As for any read: a connection that ended is no reason to fail.
    if (!lost.isEmpty() && deadline - System.nanoTime() > 0) {
      lost.forEach(each -> each.move().error = null);
      take(lost, deadline);
    }
  }

  private List<Command> reads(int server, Head head) {
    List<String> all = head.keys(keys);
    List<Command> reads = new ArrayList<>();
    for (int from = 0; from < all.size(); from += KEYS_PER_GET) {
      int to = Math.min(all.size(), from + KEYS_PER_GET);
      reads.add(new Command.Get(server, all.subList(from, to), true));
    }
    return reads;
  }

  /** Those whose replies were lost on their way. */
  private List<Found> take(List<Found> found, long deadline) {
    List<Command> commands = new ArrayList<>();
    found.forEach(each -> commands.addAll(each.reads()));
    List<Reply> replies = commands.isEmpty() ? List.of() : runner.link().run(commands, deadline);
    List<Found> lost = new ArrayList<>();
    int from = 0;
    for (Found each : found) {
      int to = from + each.reads().size();
      if (take(each, replies.subList(from, to))) {
        lost.add(each);
      }
      from = to;
    }
    return lost;
  }

  private boolean take(Found found, List<Reply> replies) {
    List<@Nullable Item> items = new ArrayList<>();
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof Reply.Items some) {
        items.addAll(some.items());
      } else {
        StoreException error = runner.errors().of(found.reads().get(i), replies.get(i));
        found.move().error = error;
        return replies.get(i) instanceof Reply.Lost lost && lost.failure().maybeSent();
      }
    }
    byte[] value = found.head().join(items);
    StoredEntry<byte[]> standing = found.standing();
    found.move().joined =
        value == null ? null : new StoredEntry<>(value, standing.version(), standing.expiresAt());
    return false;
  }

  /**
   * Has pieces that nobody needs any more expire: not at once, so that who has just read their head
   * still finds them. Where that fails they are left to the server.
   *
   * @param heads by server
   */
  void expire(Map<Integer, List<Head>> heads, long deadline) {
    List<Command> touches = new ArrayList<>();
    heads.forEach(
        (server, some) ->
            some.forEach(
                head ->
                    head.keys(keys)
                        .forEach(key -> touches.add(new Command.Touch(server, key, LINGER)))));
    if (!touches.isEmpty() && deadline - System.nanoTime() > 0) {
      runner.link().run(touches, deadline);
    }
  }

  /** The heads of some moves, by server, for {@link #expire}. */
  static Map<Integer, List<Head>> byServer(Map<Move, Head> useless) {
    Map<Integer, List<Head>> heads = new HashMap<>();
    useless.forEach(
        (move, head) ->
            heads.computeIfAbsent(move.place.server(), at -> new ArrayList<>()).add(head));
    return heads;
  }
}
