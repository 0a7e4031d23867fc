package dev.jaycache.memcached;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classic text protocol. Stateless.
 *
 * @see <a href="https://github.com/memcached/memcached/blob/master/doc/protocol.txt">memcached's
 *     protocol.txt</a>
 */
final class TextWire implements Wire {
  private static final int VALUE_AT_MOST = 1 << 30;

  @Override
  public byte[] encode(List<Command> commands) {
    int size = 0;
    for (Command command : commands) {
      size += 64 + (command instanceof Command.Write write ? write.value().length + 250 : 250);
    }
    ByteSink out = new ByteSink(size);
    for (Command command : commands) {
      encode(command, out);
    }
    return out.bytes();
  }

  private static void encode(Command command, ByteSink out) {
    if (command instanceof Command.Get get) {
      out.put("gets");
      for (String key : get.keys()) {
        out.put(' ').put(key);
      }
      out.put("\r\n");
    } else if (command instanceof Command.Take take) {
      out.put("gats -1 ").put(take.key()).put("\r\n");
    } else if (command instanceof Command.Write write) {
      store(write.verb(), write.key(), write.value(), write.expires(), write.cas(), out);
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
      if (command instanceof Command.Get get && line.take("VALUE ")) {
        return takeItem(get.keys());
      }
      if (command instanceof Command.Take taken && line.take("VALUE ")) {
        return takeItem(List.of(taken.key()));
      }
      if (line.goesOnWith("SERVER_ERROR") || line.goesOnWith("CLIENT_ERROR") || line.is("ERROR")) {
        return end(new Reply.Refused(line.text()));
      }
      if (command instanceof Command.Get get) {
        return takeEnd(get.keys().size());
      }
      if (command instanceof Command.Take) {
        return takeEnd(1);
      }
      if (command instanceof Command.Stats) {
        return takeStat(line.text());
      }
      if (command instanceof Command.Count && !line.is("NOT_FOUND")) {
        return end(new Reply.Number(number(line.text())));
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
