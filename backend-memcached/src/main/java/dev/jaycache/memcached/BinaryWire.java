package dev.jaycache.memcached;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The binary protocol. Stateless. Each packet carries a number ("opaque") that its reply repeats:
 * its place in the burst.
 *
 * @see <a href="https://github.com/memcached/memcached/wiki/BinaryProtocolRevamped">memcached's
 *     wiki</a>
 */
final class BinaryWire implements Wire {
  private static final int REQUEST = 0x80;
  private static final byte RESPONSE = (byte) 0x81;
  private static final int HEADER = 24;
  private static final int BODY_AT_MOST = 1 << 30;

  private static final int SET = 0x01;
  private static final int ADD = 0x02;
  private static final int DELETE = 0x04;
  private static final int INCREMENT = 0x05;
  private static final int DECREMENT = 0x06;
  private static final int GET_QUIETLY = 0x09;
  private static final int NOOP = 0x0a;
  private static final int SET_QUIETLY = 0x11;
  private static final int ADD_QUIETLY = 0x12;
  private static final int STAT = 0x10;
  private static final int TOUCH = 0x1c;
  private static final int GET_AND_TOUCH = 0x1d;
  private static final int GET_AND_TOUCH_QUIETLY = 0x1e;
  private static final int SASL_AUTH = 0x21;

  /** An end in 1970: above 30 days the number is a moment. */
  private static final int PAST = 60 * 60 * 24 * 30 + 1;

  /** As the end of a counter: where there is none, none is made. */
  private static final int MAKE_NONE = -1;

  private static final int OK = 0;
  private static final int NOT_FOUND = 1;
  private static final int EXISTS = 2;
  private static final int NOT_STORED = 5;

  private static final byte[] NOTHING = {};

  @Override
  public @Nullable Boolean isQuiet() {
    return true;
  }

  /** The server runs the same code for both, and says of each error whose it is. */
  @Override
  public boolean mayBeQuiet(Command.Write write) {
    return true;
  }

  @Override
  public byte[] encode(List<Command> commands) {
    ByteSink out = new ByteSink(256 * commands.size());
    int number = 0;
    for (Command command : commands) {
      number = encode(command, number, out);
    }
    return out.bytes();
  }

  private static int encode(Command command, int number, ByteSink out) {
    if (command instanceof Command.Get get) {
      for (String key : get.keys()) {
        packet(out, GET_QUIETLY, key, NOTHING, NOTHING, number++, 0);
      }
      packet(out, NOOP, "", NOTHING, NOTHING, number++, 0);
    } else if (command instanceof Command.Write write) {
      store(out, write.mode() == Command.Mode.ADD ? ADD : SET, write, number++);
    } else if (command instanceof Command.Writes several) {
      for (Command.Write write : several.writes()) {
        int code = write.mode() == Command.Mode.ADD ? ADD_QUIETLY : SET_QUIETLY;
        store(out, code, write, number++);
      }
      packet(out, NOOP, "", NOTHING, NOTHING, number++, 0);
    } else if (command instanceof Command.Remove remove) {
      packet(out, DELETE, remove.key(), NOTHING, NOTHING, number++, remove.cas());
    } else if (command instanceof Command.Count count) {
      byte[] extras = new ByteSink(20).putLong(count.by()).putLong(0).putInt(MAKE_NONE).bytes();
      packet(out, count.down() ? DECREMENT : INCREMENT, count.key(), extras, NOTHING, number++, 0);
    } else if (command instanceof Command.Touch touch) {
      byte[] extras = new ByteSink(4).putInt(touch.expires()).bytes();
      packet(out, TOUCH, touch.key(), extras, NOTHING, number++, 0);
    } else if (command instanceof Command.Take take) {
      byte[] extras = new ByteSink(4).putInt(PAST).bytes();
      boolean many = take.keys().size() > 1;
      for (String key : take.keys()) {
        int code = many ? GET_AND_TOUCH_QUIETLY : GET_AND_TOUCH;
        packet(out, code, key, extras, NOTHING, number++, 0);
      }
      if (many) {
        packet(out, NOOP, "", NOTHING, NOTHING, number++, 0);
      }
    } else if (command instanceof Command.Stats stats) {
      packet(out, STAT, stats.group(), NOTHING, NOTHING, number++, 0);
    }
    return number;
  }

  private static void store(ByteSink out, int code, Command.Write write, int number) {
    byte[] extras = new ByteSink(8).putInt(0).putInt(write.expires()).bytes();
    packet(out, code, write.key(), extras, write.value(), number, write.cas());
  }

  private static void packet(
      ByteSink out, int code, String key, byte[] extras, byte[] value, int number, long cas) {
    out.put(REQUEST).put(code).putShort(key.length()).put(extras.length).put(0).putShort(0);
    out.putInt(extras.length + key.length() + value.length).putInt(number).putLong(cas);
    out.put(extras).put(key).put(value);
  }

  @Override
  public byte[] login(String user, String password) {
    ByteSink out = new ByteSink(128);
    byte[] plain = ('\0' + user + '\0' + password).getBytes(StandardCharsets.UTF_8);
    packet(out, SASL_AUTH, "PLAIN", NOTHING, plain, 0, 0);
    return out.bytes();
  }

  @Override
  public Reader loginReader() {
    return reader(List.of(new Command.Remove(0, "", 0)));
  }

  @Override
  public Reader reader(List<Command> commands) {
    return new BinaryReader(commands);
  }

  private static final class BinaryReader implements Reader {
    private final List<Command> commands;
    private int at;

    /** The number of the current command's first packet. */
    private int first;

    private int number;
    private int status;
    private int extras;
    private int keyLength;
    private long cas;
    private @Nullable Body body;
    private @Nullable Item[] items = {};
    private @Nullable Reply[] told = {};
    private Map<String, String> table = new LinkedHashMap<>();
    private @Nullable String refusal;
    private Reply reply = Reply.Done.YES;

    BinaryReader(List<Command> commands) {
      this.commands = commands;
      begin();
    }

    private void begin() {
      int quiet = at < commands.size() ? quiet(commands.get(at)) : 0;
      if (quiet > 0 && commands.get(at) instanceof Command.Writes) {
        told = new Reply[quiet];
      } else if (quiet > 0) {
        items = new Item[quiet];
      }
      table = new LinkedHashMap<>();
      refusal = null;
    }

    /** How many packets a command has that are answered only where there is something to tell. */
    private static int quiet(Command command) {
      if (command instanceof Command.Get get) {
        return get.keys().size();
      }
      if (command instanceof Command.Writes several) {
        return several.writes().size();
      }
      return command instanceof Command.Take take && take.keys().size() > 1
          ? take.keys().size()
          : 0;
    }

    @Override
    public Reply reply() {
      Command done = commands.get(at++);
      first += quiet(done) + 1;
      begin();
      return reply;
    }

    @Override
    public boolean advance(ByteBuffer in) {
      while (true) {
        if (body == null) {
          if (in.remaining() < HEADER) {
            return false;
          }
          body = new Body(header(in));
        }
        if (!body.fill(in)) {
          return false;
        }
        byte[] bytes = body.bytes();
        body = null;
        if (take(commands.get(at), bytes)) {
          return true;
        }
      }
    }

    private int header(ByteBuffer in) {
      byte magic = in.get();
      in.get();
      keyLength = in.getShort() & 0xffff;
      extras = in.get() & 0xff;
      in.get();
      status = in.getShort() & 0xffff;
      int length = in.getInt();
      number = in.getInt();
      cas = in.getLong();
      if (magic != RESPONSE) {
        throw new NoReplyException("no packet of the binary protocol");
      }
      if (length < extras + keyLength || length > BODY_AT_MOST) {
        throw new NoReplyException("a packet of " + length + " bytes");
      }
      return length;
    }

    /** Takes one packet; true when it ends a reply. */
    private boolean take(Command command, byte[] bytes) {
      if (command instanceof Command.Writes several) {
        return takeWritten(several.writes(), bytes);
      }
      if (quiet(command) > 0) {
        return takeItem(bytes);
      }
      if (number != first) {
        throw new NoReplyException("an answer to nothing that was asked");
      }
      if (command instanceof Command.Stats && status == OK) {
        if (keyLength == 0) {
          return end(new Reply.Table(table));
        }
        int key = extras + keyLength;
        table.put(text(bytes, extras, key), text(bytes, key, bytes.length));
        return false;
      }
      if (command instanceof Command.Count && status == OK) {
        return end(new Reply.Counted(number(bytes)));
      }
      if (command instanceof Command.Take && (status == OK || status == NOT_FOUND)) {
        return end(new Reply.Items(Collections.singletonList(item(bytes))));
      }
      return end(done(command, bytes));
    }

    private Reply done(Command command, byte[] bytes) {
      boolean add = command instanceof Command.Write write && write.mode() == Command.Mode.ADD;
      return switch (status) {
        case OK -> Reply.Done.YES;
        case EXISTS -> Reply.Done.EXISTS;
        case NOT_FOUND -> add ? refused(bytes) : Reply.Done.NOT_FOUND;
        case NOT_STORED -> Reply.Done.EXISTS;
        default -> refused(bytes);
      };
    }

    /** Takes a failure, or the end of what failed. */
    private boolean takeWritten(List<Command.Write> writes, byte[] bytes) {
      int index = number - first;
      if (index < 0 || index > writes.size()) {
        throw new NoReplyException("an answer to nothing that was asked");
      }
      if (index < writes.size()) {
        told[index] = done(writes.get(index), bytes);
        return false;
      }
      return end(Quiet.replies(told, List.of()));
    }

    private @Nullable Item item(byte[] bytes) {
      return status == OK
          ? new Item(Arrays.copyOfRange(bytes, extras + keyLength, bytes.length), cas)
          : null;
    }

    private long number(byte[] bytes) {
      int from = extras + keyLength;
      if (bytes.length != from + Long.BYTES) {
        throw new NoReplyException("no number where one should be");
      }
      return ByteBuffer.wrap(bytes).getLong(from);
    }

    private boolean takeItem(byte[] bytes) {
      int index = number - first;
      if (index < 0 || index > items.length) {
        throw new NoReplyException("an answer to nothing that was asked");
      }
      if (status != OK && status != NOT_FOUND) {
        refusal = refused(bytes).text();
      } else if (index < items.length && status == OK) {
        items[index] = item(bytes);
      }
      if (index < items.length) {
        return false;
      }
      return end(
          refusal == null ? new Reply.Items(Arrays.asList(items)) : new Reply.Refused(refusal));
    }

    private Reply.Refused refused(byte[] bytes) {
      String said = text(bytes, Math.min(extras + keyLength, bytes.length), bytes.length);
      return new Reply.Refused("status 0x%02x %s".formatted(status, said));
    }

    private static String text(byte[] bytes, int from, int to) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private boolean end(Reply whole) {
      reply = whole;
      return true;
    }
  }
}
