package dev.jaycache.memcached;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private boolean unsure;

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
  interface Route {
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
   * @param quiet whether the server understands {@link Command.Writes}
   */
  static Batch of(List<Burst> bursts, Wire wire, boolean quiet) {
    if (bursts.size() == 1) {
      Burst only = bursts.get(0);
      Encoded encoded = only.encoded();
      if (encoded == null) {
        List<Command> commands = only.commands();
        encoded = Encoded.of(quiet ? Quiet.grouped(commands, wire) : commands, wire);
      }
      return new Batch(bursts, encoded, List.of());
    }
    Joining joining = new Joining(bursts);
    if (quiet) {
      joining.group(wire);
    }
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
        Reply reply = reader.reply();
        if (reply instanceof Reply.Several several) {
          unsure = unsure || !several.exact();
          for (Reply each : several.replies()) {
            only.answer(answered++, each);
          }
        } else {
          only.answer(answered++, reply);
        }
      }
      return true;
    }
    while (answered < routes.size()) {
      if (!reader.advance(in)) {
        return false;
      }
      Reply reply = reader.reply();
      unsure = unsure || (reply instanceof Reply.Several several && !several.exact());
      routes.get(answered++).take(reply);
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

  /** Whether it has writes that could be told of together. */
  boolean hasManyWrites(Wire wire) {
    int writes = 0;
    for (Burst burst : bursts) {
      for (Command command : burst.commands()) {
        writes += Quiet.fits(command, wire) ? 1 : 0;
      }
    }
    return writes > 1;
  }

  /** Whether the server refused something of it, and did not say what. */
  boolean isUnsure() {
    return unsure;
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
    List<Command> commands = new ArrayList<>();
    List<Route> routes = new ArrayList<>();

    Joining(List<Burst> bursts) {
      JoinedRead looks = new JoinedRead(bursts.size());
      JoinedTake takes = new JoinedTake();
      JoinedRead lasts = new JoinedRead(bursts.size());
      for (Burst burst : bursts) {
        List<Command> own = burst.commands();
        for (int at = 0; at < burst.firstWrite(); at++) {
          looks.add(burst, at, (Command.Get) own.get(at));
        }
        for (int at = burst.lastReads(); at < own.size(); at++) {
          lasts.add(burst, at, (Command.Get) own.get(at));
        }
      }
      looks.into(this);
      for (Burst burst : bursts) {
        List<Command> own = burst.commands();
        for (int at = burst.firstWrite(); at < burst.lastReads(); at++) {
          if (burst.takesOnly()) {
            takes.add(burst, at, (Command.Take) own.get(at));
          } else {
            int place = at;
            commands.add(own.get(at));
            routes.add(reply -> burst.answer(place, reply));
          }
        }
      }
      takes.into(commands, routes);
      lasts.into(this);
    }

    /** Makes one command of writes in a row. */
    void group(Wire wire) {
      List<Command> all = commands;
      List<Route> ways = routes;
      commands = new ArrayList<>();
      routes = new ArrayList<>();
      int at = 0;
      while (at < all.size()) {
        int from = at;
        int run = Quiet.run(all, at, wire);
        if (run > 1) {
          commands.add(Quiet.group(all, at, run));
          routes.add(reply -> spread(reply, ways.subList(from, from + run)));
        } else {
          commands.add(all.get(at));
          routes.add(ways.get(at));
        }
        at += Math.max(1, run);
      }
    }

    private static void spread(Reply reply, List<Route> to) {
      for (int i = 0; i < to.size(); i++) {
        to.get(i).take(reply instanceof Reply.Several some ? some.replies().get(i) : reply);
      }
    }

    /** The end of a line that begins with a key. */
    static int lineFrom(List<String> keys, int from) {
      int to = from;
      for (int line = 0; to < keys.size() && line < LINE; to++) {
        line += keys.get(to).length() + 1;
      }
      return to;
    }
  }

  /** Reads of several callers. */
  private static final class JoinedRead {
    /**
     * One of them.
     *
     * @param places of its keys among all
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them; a copy would cost.
    private record Part(Burst burst, int place, Command.Get get, int[] places) {}

    private final List<Part> parts;
    private final List<String> keys;
    private final Map<String, Integer> places = new HashMap<>();
    private @Nullable Item[] found = {};
    private @Nullable Reply[] refused = {};

    JoinedRead(int expected) {
      this.parts = new ArrayList<>(expected);
      this.keys = new ArrayList<>(expected + 1);
    }

    void add(Burst burst, int place, Command.Get get) {
      parts.add(new Part(burst, place, get, new int[get.keys().size()]));
    }

    void into(Joining joining) {
      if (parts.isEmpty()) {
        return;
      }
      int server = parts.get(0).get().server();
      placeKeys();
      found = new Item[keys.size()];
      int from = 0;
      while (from < keys.size()) {
        int first = from;
        int to = Joining.lineFrom(keys, from);
        boolean last = to == keys.size();
        joining.commands.add(new Command.Get(server, keys.subList(from, to)));
        joining.routes.add(reply -> take(first, to, reply, last));
        from = to;
      }
    }

    /** Each key once, and those after all others that somebody reads last. */
    private void placeKeys() {
      for (Part part : parts) {
        List<String> own = part.get().keys();
        for (int i = 0; i < own.size() - 1; i++) {
          part.places()[i] = place(own.get(i));
        }
      }
      String before = "";
      int there = 0;
      for (Part part : parts) {
        List<String> own = part.get().keys();
        int last = own.size() - 1;
        String key = own.get(last);
        // The generation of one cache, mostly.
        if (!key.equals(before)) {
          there = place(key);
          before = key;
        }
        part.places()[last] = there;
      }
    }

    private int place(String key) {
      Integer known = places.putIfAbsent(key, keys.size());
      if (known != null) {
        return known;
      }
      keys.add(key);
      return keys.size() - 1;
    }

    private void take(int from, int to, Reply reply, boolean last) {
      if (reply instanceof Reply.Items items) {
        for (int i = from; i < to; i++) {
          found[i] = items.items().get(i - from);
        }
      } else {
        refused = refused.length == 0 ? new Reply[keys.size()] : refused;
        Arrays.fill(refused, from, to, reply);
      }
      if (last) {
        for (Part part : parts) {
          part.burst().answer(part.place(), replyTo(part));
        }
      }
    }

    private Reply replyTo(Part part) {
      int[] own = part.places();
      @Nullable Item[] items = new Item[own.length];
      for (int i = 0; i < own.length; i++) {
        if (refused.length > 0) {
          Reply refusal = refused[own[i]];
          if (refusal != null) {
            return refusal;
          }
        }
        items[i] = found[own[i]];
      }
      return new Reply.Items(Arrays.asList(items));
    }
  }
}
