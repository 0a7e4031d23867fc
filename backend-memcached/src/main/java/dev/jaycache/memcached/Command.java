package dev.jaycache.memcached;

import java.util.List;
import java.util.Locale;

/** One command for one server, in terms that both protocols have. Immutable; values are shared. */
sealed interface Command {
  /** Which server, by its place in the list of servers. */
  int server();

  /** The same for another server. */
  Command at(int other);

  /** The name for messages. */
  String verb();

  /** The key that the command is about, for messages; the first of several. */
  String about();

  /** Whether sending it twice is the same as once. */
  default boolean isRead() {
    return this instanceof Get || this instanceof Look || this instanceof Stats;
  }

  /**
   * Reads values and their cas ids, one after the other in the order of the keys. Its reply is
   * {@link Reply.Items}.
   *
   * @param large whether the values are known to be large
   */
  record Get(int server, List<String> keys, boolean large) implements Command {
    Get(int server, List<String> keys) {
      this(server, keys, false);
    }

    @Override
    public Command at(int other) {
      return new Get(other, keys, large);
    }

    @Override
    public String verb() {
      return "gets";
    }

    @Override
    public String about() {
      return keys.get(0);
    }
  }

  /**
   * Reads a cas id without its value. Its reply is {@link Reply.CasId}, or {@link
   * Reply.Done#NOT_FOUND}. Only where {@link Wire#hasLooks}, and for servers that say yes to {@link
   * Question#VERSION}.
   */
  record Look(int server, String key) implements Command {
    @Override
    public Command at(int other) {
      return new Look(other, key);
    }

    @Override
    public String verb() {
      return "mg";
    }

    @Override
    public String about() {
      return key;
    }
  }

  /**
   * Removes whatever stands under some keys and tells what did, each as one step: a {@code gats}
   * with an end that is past. Its reply is {@link Reply.Items}, in the order of the keys; of a key
   * that is there twice, the second finds nothing. Where the server does not know it ({@link
   * MemcachedErrors#isUnknown}), nothing is done; at any other error some of it may be.
   */
  record Take(int server, List<String> keys) implements Command {
    Take(int server, String key) {
      this(server, List.of(key));
    }

    @Override
    public Command at(int other) {
      return new Take(other, keys);
    }

    @Override
    public String verb() {
      return "gats";
    }

    @Override
    public String about() {
      return keys.get(0);
    }
  }

  /** Under which condition a value is written. */
  enum Mode {
    /** In any case. */
    SET,
    /** Where nothing stands. */
    ADD,
    /** Where still the same stands, by its cas id. */
    CAS
  }

  /**
   * Writes a value. Its reply is a {@link Reply.Done}.
   *
   * @param expires as memcached's exptime: 0, seconds up to 30 days, or a moment in s since 1970
   * @param cas the cas id for {@link Mode#CAS}, not 0: that is none, and in the binary protocol it
   *     would be a write in any case; else 0
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares commands; a copy would cost.
  record Write(int server, Mode mode, String key, byte[] value, int expires, long cas)
      implements Command {
    public Write {
      if (mode == Mode.CAS && cas == 0) {
        throw new IllegalArgumentException("a write by cas id without one");
      }
    }

    @Override
    public Command at(int other) {
      return new Write(other, mode, key, value, expires, cas);
    }

    /** The same with another value. */
    Write withValue(byte[] other) {
      return new Write(server, mode, key, other, expires, cas);
    }

    @Override
    public String verb() {
      return mode.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String about() {
      return key;
    }
  }

  /**
   * Several writes of which the server tells only the failures, so that it has less to say. Its
   * reply is {@link Reply.Several}.
   *
   * @param writes at least one; see {@link Quiet}
   */
  record Writes(int server, List<Write> writes) implements Command {
    @Override
    public Command at(int other) {
      return new Writes(
          other,
          writes.stream()
              .map(
                  write ->
                      new Write(
                          other,
                          write.mode(),
                          write.key(),
                          write.value(),
                          write.expires(),
                          write.cas()))
              .toList());
    }

    @Override
    public String verb() {
      return writes.get(0).verb();
    }

    @Override
    public String about() {
      return writes.get(0).key();
    }
  }

  /** What is asked before {@link Writes} are sent, in this order. */
  enum Question {
    /** Whether the server's version is one that has them, and {@link Look}. */
    VERSION("version"),
    /** Whether it knows what is sent behind them. */
    NOOP("mn");

    private final String verb;

    Question(String verb) {
      this.verb = verb;
    }
  }

  /**
   * Asks whether {@link Writes} or {@link Look} may be sent. Its reply is {@link Reply.Done#YES} or
   * {@link Reply.Done#NOT_FOUND}. Only where {@link Wire#isQuiet} says nothing.
   */
  record Ask(int server, Question what) implements Command {
    @Override
    public Command at(int other) {
      return new Ask(other, what);
    }

    @Override
    public String verb() {
      return what.verb;
    }

    @Override
    public String about() {
      return "";
    }
  }

  /**
   * Removes a value. Its reply is a {@link Reply.Done}.
   *
   * @param cas the cas id of what may be removed; 0: whatever stands there
   */
  record Remove(int server, String key, long cas) implements Command {
    @Override
    public Command at(int other) {
      return new Remove(other, key, cas);
    }

    @Override
    public String verb() {
      return "delete";
    }

    @Override
    public String about() {
      return key;
    }
  }

  /**
   * Adds to a number without sign, or subtracts from it. Its reply is {@link Reply.Counted}, {@link
   * Reply.Done#NOT_FOUND}, or {@link Reply.Refused} where something else stands there.
   *
   * @param by how much, without sign
   * @param down whether it subtracts; then it stops at zero
   */
  record Count(int server, String key, long by, boolean down) implements Command {
    @Override
    public Command at(int other) {
      return new Count(other, key, by, down);
    }

    @Override
    public String verb() {
      return down ? "decr" : "incr";
    }

    @Override
    public String about() {
      return key;
    }
  }

  /**
   * Gives a value another end. Its reply is a {@link Reply.Done}.
   *
   * @param expires as for {@link Write}
   */
  record Touch(int server, String key, int expires) implements Command {
    @Override
    public Command at(int other) {
      return new Touch(other, key, expires);
    }

    @Override
    public String verb() {
      return "touch";
    }

    @Override
    public String about() {
      return key;
    }
  }

  /** Asks for statistics by the name of their group. Its reply is {@link Reply.Table}. */
  record Stats(int server, String group) implements Command {
    @Override
    public Command at(int other) {
      return new Stats(other, group);
    }

    @Override
    public String verb() {
      return "stats " + group;
    }

    @Override
    public String about() {
      return "";
    }
  }
}
