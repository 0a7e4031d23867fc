package dev.jaycache.redis;

import dev.jaycache.redis.raw.KeyspaceKind;
import dev.jaycache.redis.raw.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/** Reads a server's setting {@code notify-keyspace-events}. Pure. */
final class KeyspaceFlags {
  private static final String SETTING = "notify-keyspace-events";

  /** What the letter A stands for; what is new or missed is not in it. */
  private static final String ALL = "g$lshzxetd";

  /** Events in a channel for each key. */
  static final char BY_KEY = 'K';

  /** Events in a channel for each kind of event. */
  static final char BY_KIND = 'E';

  private KeyspaceFlags() {}

  /** Asks for it. */
  static Command question() {
    Command question = new Command(Protocol.Command.CONFIG);
    question.add("GET").add(SETTING);
    return question.typed();
  }

  /** The setting, or null where the server does not tell. */
  static @Nullable String read(Reply answer) {
    Reply told = answer.isError() ? null : answer.fields().get(SETTING);
    return told == null ? null : told.value();
  }

  /**
   * Whether events of these kinds are told.
   *
   * @param way {@link #BY_KEY} or {@link #BY_KIND}
   */
  static boolean tell(String flags, char way, Collection<KeyspaceKind> kinds) {
    return missing(flags, way, kinds).isEmpty();
  }

  private static List<Character> missing(String flags, char way, Collection<KeyspaceKind> kinds) {
    List<Character> missing = new ArrayList<>();
    if (flags.indexOf(way) < 0) {
      missing.add(way);
    }
    for (KeyspaceKind kind : kinds) {
      char letter = kind.letter();
      boolean isOn =
          flags.indexOf(letter) >= 0 || (flags.indexOf('A') >= 0 && ALL.indexOf(letter) >= 0);
      if (!isOn) {
        missing.add(letter);
      }
    }
    return missing;
  }

  /** What is wrong with a setting, and what to set. */
  static String advice(String flags, char way, Collection<KeyspaceKind> kinds) {
    StringBuilder right = new StringBuilder(flags);
    missing(flags, way, kinds).forEach(right::append);
    return "does not tell such events: its "
        + SETTING
        + " is \""
        + flags
        + "\"; set it, by CONFIG SET or in its configuration: "
        + SETTING
        + " \""
        + right
        + '"';
  }
}
