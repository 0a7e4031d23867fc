package dev.jaycache.memcached;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bursts that are sent as one. Where they are of several callers, their reads are joined: first all
 * that they look at before they write, as one {@code gets}, then all writes, then all that they
 * read afterwards, as another. Only what an overwrite looks at is read right before it. A key that
 * several ask for, as the generation, is asked for once. For whoever has the turn at the
 * connection.
 *
 * <p>The callers are all waiting, so none can tell in which order the others' commands ran; each
 * one's own run in its order. Of a joined read, keys come in the order of the callers, but those
 * that a caller reads last come last: so a generation is read after all entries, and what was of it
 * then was so when it was read.
 */
final class Batch {
  /** A line ends with the key that passes this: for 2,048 bytes or more memcached makes room. */
  private static final int LINE = 1_700;

  private final List<Burst> bursts;
  private final ByteBuffer bytes;
  private final Wire.Reader reader;
  private final List<Route> routes;
  private int answered;
  private long received;

  /** Bytes, and who understands the replies to them. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them; a copy would cost.
  record Encoded(byte[] bytes, Wire.Reader reader) {
    static Encoded of(List<Command> commands, Wire wire) {
      return new Encoded(wire.encode(commands), wire.reader(commands));
    }

    /** No keys, values or passwords. */
    @Override
    public String toString() {
      return "Encoded[" + bytes.length + " bytes]";
    }
  }

  /** Where the reply to a command goes. */
  private interface Route {
    void take(Reply reply);
  }

  private Batch(List<Burst> bursts, Encoded encoded, List<Route> routes) {
    this.bursts = bursts;
    this.bytes = ByteBuffer.wrap(encoded.bytes());
    this.reader = encoded.reader();
    this.routes = routes;
  }

  /**
   * Joins bursts.
   *
   * @param bursts one, or some that are not encoded yet
   */
  static Batch of(List<Burst> bursts, Wire wire) {
    if (bursts.size() == 1) {
      Burst only = bursts.get(0);
      Encoded encoded = only.encoded();
      return new Batch(
          bursts, encoded == null ? Encoded.of(only.commands(), wire) : encoded, List.of());
    }
    Joining joining = new Joining(bursts);
    return new Batch(bursts, Encoded.of(joining.commands, wire), joining.routes);
  }

  /** Copies what fits; false when more is left. */
  boolean copyTo(ByteBuffer out) {
    int fits = Math.min(out.remaining(), bytes.remaining());
    out.put(out.position(), bytes, bytes.position(), fits);
    out.position(out.position() + fits);
    bytes.position(bytes.position() + fits);
    return !bytes.hasRemaining();
  }

  /** Takes what the server sent; true when nothing is missing. */
  boolean decode(ByteBuffer in) {
    int from = in.position();
    boolean whole = decodeAll(in);
    received += in.position() - from;
    return whole;
  }

  private boolean decodeAll(ByteBuffer in) {
    if (routes.isEmpty()) {
      Burst only = bursts.get(0);
      while (!only.hasAll()) {
        if (!reader.advance(in)) {
          return false;
        }
        only.answer(answered++, reader.reply());
      }
      return true;
    }
    while (answered < routes.size()) {
      if (!reader.advance(in)) {
        return false;
      }
      routes.get(answered++).take(reader.reply());
    }
    return true;
  }

  /** How many callers it is of. */
  int callers() {
    return bursts.size();
  }

  /** Whether its only burst was never to be joined. */
  boolean isAlone() {
    return bursts.get(0).encoded() != null;
  }

  /** How much the server has sent for it, in bytes. */
  long received() {
    return received;
  }

  /** No more replies will come, to anybody. */
  void fail(LinkException reason) {
    bursts.forEach(burst -> burst.fail(reason));
  }

  /** Wakes one who waits; false when nobody does. */
  boolean wakeOne() {
    for (Burst burst : bursts) {
      if (!burst.hasEnded() && burst.wake()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "Batch" + bursts;
  }

  /** The commands of several bursts as they are sent, and where their replies go. */
  private static final class Joining {
    final List<Command> commands = new ArrayList<>();
    final List<Route> routes = new ArrayList<>();

    Joining(List<Burst> bursts) {
      int size = bursts.size();
      int[] writes = new int[size];
      int[] reads = new int[size];
      JoinedRead looks = new JoinedRead();
      JoinedRead lasts = new JoinedRead();
      for (int i = 0; i < size; i++) {
        List<Command> own = bursts.get(i).commands();
        int from = 0;
        int to = own.size();
        while (to > 0 && own.get(to - 1) instanceof Command.Get) {
          to--;
        }
        while (from < to && own.get(from) instanceof Command.Get) {
          from++;
        }
        if (from < to && isOverwrite(own.get(from))) {
          // What it replaces is what stands there right before it, be it of another caller.
          from = 0;
        }
        for (int at = 0; at < from; at++) {
          looks.add(bursts.get(i), at, (Command.Get) own.get(at));
        }
        writes[i] = from;
        reads[i] = to;
      }
      looks.into(this);
      for (int i = 0; i < size; i++) {
        Burst burst = bursts.get(i);
        for (int at = writes[i]; at < reads[i]; at++) {
          int place = at;
          commands.add(burst.commands().get(at));
          routes.add(reply -> burst.answer(place, reply));
        }
      }
      for (int i = 0; i < size; i++) {
        Burst burst = bursts.get(i);
        for (int at = reads[i]; at < burst.commands().size(); at++) {
          lasts.add(burst, at, (Command.Get) burst.commands().get(at));
        }
      }
      lasts.into(this);
    }

    private static boolean isOverwrite(Command command) {
      return command instanceof Command.Write write && write.mode() == Command.Mode.SET;
    }
  }

  /** Reads of several callers. */
  private static final class JoinedRead {
    private record Part(Burst burst, int place, Command.Get get) {}

    private final List<Part> parts = new ArrayList<>();
    private final Map<String, Item> found = new HashMap<>();
    private final Map<String, Reply> refused = new HashMap<>();

    void add(Burst burst, int place, Command.Get get) {
      parts.add(new Part(burst, place, get));
    }

    void into(Joining joining) {
      if (parts.isEmpty()) {
        return;
      }
      int server = parts.get(0).get().server();
      List<String> keys = keys();
      int from = 0;
      while (from < keys.size()) {
        int to = from;
        for (int line = 0; to < keys.size() && line < LINE; to++) {
          line += keys.get(to).length() + 1;
        }
        boolean last = to == keys.size();
        Command.Get get = new Command.Get(server, keys.subList(from, to));
        joining.commands.add(get);
        joining.routes.add(reply -> take(get.keys(), reply, last));
        from = to;
      }
    }

    /** Each key once, and those after all others that somebody reads last. */
    private List<String> keys() {
      Set<String> keys = new LinkedHashSet<>();
      for (Part part : parts) {
        List<String> own = part.get().keys();
        for (int i = 0; i < own.size() - 1; i++) {
          keys.add(own.get(i));
        }
      }
      for (Part part : parts) {
        List<String> own = part.get().keys();
        keys.add(own.get(own.size() - 1));
      }
      return new ArrayList<>(keys);
    }

    private void take(List<String> keys, Reply reply, boolean last) {
      if (reply instanceof Reply.Items items) {
        for (int i = 0; i < keys.size(); i++) {
          Item item = items.items().get(i);
          if (item != null) {
            found.put(keys.get(i), item);
          }
        }
      } else {
        keys.forEach(key -> refused.put(key, reply));
      }
      if (last) {
        for (Part part : parts) {
          part.burst().answer(part.place(), replyTo(part.get()));
        }
      }
    }

    private Reply replyTo(Command.Get get) {
      List<@Nullable Item> items = new ArrayList<>(get.keys().size());
      for (String key : get.keys()) {
        Reply refusal = refused.get(key);
        if (refusal != null) {
          return refusal;
        }
        items.add(found.get(key));
      }
      return new Reply.Items(items);
    }
  }
}
