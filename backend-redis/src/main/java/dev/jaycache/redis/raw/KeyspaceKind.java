package dev.jaycache.redis.raw;

import java.util.Set;

/**
 * Kinds of keyspace events, as the server's setting {@code notify-keyspace-events} has them.
 *
 * <p><a href="https://redis.io/docs/latest/develop/pubsub/keyspace-notifications/">Redis keyspace
 * notifications</a>. The server tells an event's name and not its kind; which kind a name is of
 * stands there, and here.
 */
public enum KeyspaceKind {
  /** The time of a key was over, and the server removed it. That may be later than its time. */
  EXPIRED('x', Set.of("expired")),
  /** The server removed a key to make room ({@code maxmemory}). */
  EVICTED('e', Set.of("evicted")),
  /** Commands on keys of any type: {@code del}, {@code expire}, {@code rename_to}… */
  GENERIC(
      'g',
      Set.of(
          "del",
          "expire",
          "persist",
          "rename_from",
          "rename_to",
          "move_from",
          "move_to",
          "copy_to",
          "restore")),
  /** Commands on strings, such as {@code set}: what caches write. */
  STRING('$', Set.of("set", "setrange", "setbit", "incrby", "incrbyfloat", "append", "pfadd")),
  /** Commands on lists. */
  LIST(
      'l',
      Set.of("lpush", "rpush", "lpop", "rpop", "linsert", "lset", "lrem", "ltrim", "sortstore")),
  /** Commands on sets. */
  SET('s', Set.of("sadd", "srem", "spop", "sinterstore", "sunionstore", "sdiffstore")),
  /** Commands on hashes. */
  HASH('h', Set.of()),
  /** Commands on sorted sets. */
  SORTED_SET('z', Set.of("georadiusstore", "geosearchstore")),
  /** Commands on streams. */
  STREAM('t', Set.of()),
  /** What modules tell, and whatever else is none of the others. */
  MODULE('d', Set.of()),
  /** A key is new. Not in the server's {@code A}. */
  NEW('n', Set.of("new")),
  /** A key was asked for and was not there. Not in the server's {@code A}. */
  MISS('m', Set.of("keymiss"));

  private final char letter;
  private final Set<String> names;

  KeyspaceKind(char letter, Set<String> names) {
    this.letter = letter;
    this.names = names;
  }

  /** Its letter in {@code notify-keyspace-events}. */
  public char letter() {
    return letter;
  }

  /** The kind of an event. */
  public static KeyspaceKind of(String event) {
    for (KeyspaceKind kind : values()) {
      if (kind.names.contains(event)) {
        return kind;
      }
    }
    // The names of these commands begin alike, and nothing else's does.
    return switch (event.isEmpty() ? ' ' : event.charAt(0)) {
      case 'h' -> HASH;
      case 'z' -> SORTED_SET;
      case 'x' -> STREAM;
      default -> MODULE;
    };
  }
}
