package dev.jaycache.memcached;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The classic text protocol. Stateless.
 *
 * @see <a href="https://github.com/memcached/memcached/blob/master/doc/protocol.txt">memcached's
 *     protocol.txt</a>
 */
final class TextWire implements Wire {
  private static final int VALUE_AT_MOST = 1 << 30;

  private static final Pattern VERSION = Pattern.compile("VERSION 1\\.(\\d{1,3})\\.(\\d{1,3})");

  /** The meta set had another form in earlier versions of 1.6. */
  private static final int SINCE = 6_018;

  /**
   * What an error says that stands for the replies of commands before as well: memcached (its
   * {@code conn_release_items}) has thrown away what it had not sent yet.
   */
  private static final String DROPPED = "out of memory writing get response";

  /** Whether a server of this version has the meta commands as they are sent here. */
  private static boolean isRecent(String text) {
    Matcher version = VERSION.matcher(text);
    return version.matches()
        && Integer.parseInt(version.group(1)) * 1_000 + Integer.parseInt(version.group(2)) >= SINCE;
  }

  /** By meta commands, which not every server has. */
  @Override
  public @Nullable Boolean isQuiet() {
    return null;
  }

  /**
   * For want of memory a meta set removes what stands under its key, in every mode; of the classic
   * commands only {@code set} does. And a lease, or a generation, has to know what came of it.
   */
  @Override
  public boolean mayBeQuiet(Command.Write write) {
    return write.mode() == Command.Mode.SET;
  }

  /** By the meta get. */
  @Override
  public boolean hasLooks() {
    return true;
  }

  @Override
  public byte[] encode(List<Command> commands) {
    int size = 0;
    for (Command command : commands) {
      size += 64 + room(command);
    }
    ByteSink out = new ByteSink(size);
    for (Command command : commands) {
      encode(command, out);
    }
    return out.bytes();
  }

  private static int room(Command command) {
    if (command instanceof Command.Write write) {
      return write.key().length() + write.value().length;
    }
    if (command instanceof Command.Writes several) {
      int room = 0;
      for (Command.Write write : several.writes()) {
        room += 48 + write.key().length() + write.value().length;
      }
      return room;
    }
    if (command instanceof Command.Get get) {
      return room(get.keys());
    }
    return command instanceof Command.Take take ? room(take.keys()) : WireKeys.LONGEST;
  }

  private static int room(List<String> keys) {
    int room = 0;
    for (String key : keys) {
      room += key.length() + 1;
    }
    return room;
  }

  private static void encode(Command command, ByteSink out) {
    if (command instanceof Command.Get get) {
      out.put("gets");
      for (String key : get.keys()) {
        out.put(' ').put(key);
      }
      out.put("\r\n");
    } else if (command instanceof Command.Look look) {
      out.put("mg ").put(look.key()).put(" c\r\n");
    } else if (command instanceof Command.Take take) {
      out.put("gats -1");
      for (String key : take.keys()) {
        out.put(' ').put(key);
      }
      out.put("\r\n");
    } else if (command instanceof Command.Write write) {
      store(write.verb(), write.key(), write.value(), write.expires(), write.cas(), out);
    } else if (command instanceof Command.Writes several) {
      for (int i = 0; i < several.writes().size(); i++) {
        storeQuietly(several.writes().get(i), i, out);
      }
      out.put("mn\r\n");
    } else if (command instanceof Command.Ask ask) {
      out.put(ask.verb()).put("\r\n");
    } else if (command instanceof Command.Remove remove) {
      if (remove.cas() == 0) {
        out.put("delete ").put(remove.key()).put("\r\n");
      } else {
        // There is no delete by cas id; a value that is expired at once is the same.
        store("cas", remove.key(), new byte[0], -1, remove.cas(), out);
      }
    } else if (command instanceof Command.Count count) {
      out.put(count.verb()).put(' ').put(count.key()).put(' ');
      out.put(Long.toUnsignedString(count.by())).put("\r\n");
    } else if (command instanceof Command.Touch touch) {
      out.put("touch ").put(touch.key()).put(' ').put(Integer.toString(touch.expires()));
      out.put("\r\n");
    } else if (command instanceof Command.Stats stats) {
      out.put("stats ").put(stats.group()).put("\r\n");
    }
  }

  private static void store(
      String verb, String key, byte[] value, int expires, long cas, ByteSink out) {
    out.put(verb).put(' ').put(key).put(" 0 ").put(Integer.toString(expires)).put(' ');
    out.put(Integer.toString(value.length));
    if (cas != 0) {
      out.put(' ').put(Long.toUnsignedString(cas));
    }
    out.put("\r\n").put(value).put("\r\n");
  }

  /** A meta set: with {@code q} it has no reply but for failures, which repeat what O gives. */
  private static void storeQuietly(Command.Write write, int number, ByteSink out) {
    out.put("ms ").put(write.key()).put(' ').put(Integer.toString(write.value().length));
    out.put(" T").put(Integer.toString(write.expires()));
    out.put(" q O").put(Integer.toString(number));
    out.put("\r\n").put(write.value()).put("\r\n");
  }

  @Override
  public byte[] login(String user, String password) {
    // memcached -Y: a set under any key, with user and password in its value.
    ByteSink out = new ByteSink(128);
    byte[] both = (user + ' ' + password).getBytes(StandardCharsets.UTF_8);
    store("set", "auth", both, 0, 0, out);
    return out.bytes();
  }

  @Override
  public Reader loginReader() {
    return reader(List.of(new Command.Write(0, Command.Mode.SET, "auth", new byte[0], 0, 0)));
  }

  @Override
  public Reader reader(List<Command> commands) {
    return new TextReader(commands);
  }

  private static final class TextReader implements Reader {
    private final List<Command> commands;
    private final TextLine line = new TextLine();
    private int at;
    private List<@Nullable Item> items = new ArrayList<>();
    private Map<String, String> table = new LinkedHashMap<>();
    private @Nullable Body body;
    private long cas;
    private Reply reply = Reply.Done.YES;
    private @Nullable Reply[] told = {};
    private List<String> errors = List.of();

    TextReader(List<Command> commands) {
      this.commands = commands;
    }

    @Override
    public Reply reply() {
      at++;
      return reply;
    }

    @Override
    public boolean advance(ByteBuffer in) {
      while (true) {
        if (body != null) {
          if (!body.fill(in) || in.remaining() < 2) {
            return false;
          }
          if (in.get() != '\r' || in.get() != '\n') {
            throw new NoReplyException("a value that does not end where it should");
          }
          items.add(new Item(body.bytes(), cas));
          body = null;
        }
        if (!line.next(in)) {
          return false;
        }
        if (take(commands.get(at))) {
          return true;
        }
      }
    }

    /** Takes one line; true when it ends a reply. */
    private boolean take(Command command) {
      if (line.goesOnWith("SERVER_ERROR") && line.text().contains(DROPPED)) {
        throw new NoReplyException("the server has dropped replies, being out of memory");
      }
      if (command instanceof Command.Writes several) {
        return takeWritten(several.writes().size());
      }
      if (command instanceof Command.Ask ask) {
        return end(isYes(ask.what()) ? Reply.Done.YES : Reply.Done.NOT_FOUND);
      }
      if (command instanceof Command.Get get && line.take("VALUE ")) {
        return takeItem(get.keys());
      }
      if (command instanceof Command.Take taken && line.take("VALUE ")) {
        return takeItem(taken.keys());
      }
      if (line.goesOnWith("SERVER_ERROR") || line.goesOnWith("CLIENT_ERROR") || line.is("ERROR")) {
        return end(new Reply.Refused(line.text()));
      }
      if (command instanceof Command.Look) {
        return takeLook();
      }
      if (command instanceof Command.Get get) {
        return takeEnd(get.keys().size());
      }
      if (command instanceof Command.Take taken) {
        return takeEnd(taken.keys().size());
      }
      if (command instanceof Command.Stats) {
        return takeStat(line.text());
      }
      if (command instanceof Command.Count && !line.is("NOT_FOUND")) {
        return end(new Reply.Counted(number(line.text())));
      }
      if (line.is("STORED") || line.is("DELETED") || line.is("TOUCHED")) {
        return end(Reply.Done.YES);
      }
      if (line.is("EXISTS") || line.is("NOT_STORED")) {
        return end(Reply.Done.EXISTS);
      }
      if (line.is("NOT_FOUND")) {
        return end(Reply.Done.NOT_FOUND);
      }
      throw new NoReplyException("no answer to " + command.verb());
    }

    /** Takes a failure, or the end of what failed. */
    private boolean takeWritten(int writes) {
      if (line.is("MN")) {
        Reply.Several all = Quiet.replies(told.length == 0 ? new Reply[writes] : told, errors);
        told = new Reply[0];
        errors = List.of();
        return end(all);
      }
      if (line.goesOnWith("SERVER_ERROR") || line.goesOnWith("CLIENT_ERROR") || line.is("ERROR")) {
        errors = errors.isEmpty() ? new ArrayList<>() : errors;
        errors.add(line.text());
        if (errors.size() > writes) {
          throw new NoReplyException("more errors than writes");
        }
        return false;
      }
      if (!line.take("NS O")) {
        throw new NoReplyException("no answer to ms");
      }
      long number = line.number();
      if (number >= writes || !line.isOver()) {
        throw new NoReplyException("an answer to nothing that was asked");
      }
      told = told.length == 0 ? new Reply[writes] : told;
      told[(int) number] = Reply.Done.EXISTS;
      return false;
    }

    private boolean isYes(Command.Question what) {
      return switch (what) {
        case VERSION -> isRecent(line.text());
        case NOOP -> line.is("MN");
      };
    }

    private static long number(String text) {
      try {
        return Long.parseUnsignedLong(text.stripTrailing());
      } catch (NumberFormatException e) {
        throw new NoReplyException("no number where one should be");
      }
    }

    private boolean takeEnd(int keys) {
      if (!line.is("END")) {
        throw new NoReplyException("no answer to gets");
      }
      while (items.size() < keys) {
        items.add(null);
      }
      return end(new Reply.Items(items));
    }

    private boolean takeLook() {
      if (line.is("EN")) {
        return end(Reply.Done.NOT_FOUND);
      }
      if (!line.take("HD c")) {
        throw new NoReplyException("no answer to mg");
      }
      Reply found = new Reply.CasId(line.number());
      // Something else is said of what another client has marked: by its own rules it is no more.
      return end(line.isOver() ? found : Reply.Done.EXISTS);
    }

    /** Takes what announces a value: key, flags, length, cas id. */
    private boolean takeItem(List<String> keys) {
      while (items.size() < keys.size() && !line.takeWord(keys.get(items.size()))) {
        items.add(null);
      }
      if (items.size() == keys.size()) {
        throw new NoReplyException("a value under a key that nobody asked for");
      }
      line.number();
      long length = line.number();
      if (length < 0 || length > VALUE_AT_MOST) {
        throw new NoReplyException("a value of " + length + " bytes");
      }
      cas = line.number();
      if (!line.isOver()) {
        throw new NoReplyException("no answer to gets");
      }
      body = new Body((int) length);
      return false;
    }

    private boolean takeStat(String text) {
      if (text.equals("END") || text.equals("RESET")) {
        return end(new Reply.Table(table));
      }
      String[] words = text.split(" ", 3);
      if (words.length < 2 || !words[0].equals("STAT")) {
        throw new NoReplyException("no answer to stats");
      }
      table.put(words[1], words.length == 3 ? words[2] : "");
      return false;
    }

    private boolean end(Reply whole) {
      reply = whole;
      items = new ArrayList<>();
      table = new LinkedHashMap<>();
      return true;
    }
  }
}
