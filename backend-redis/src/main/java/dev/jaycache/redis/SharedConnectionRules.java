package dev.jaycache.redis;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which commands may not be run on a connection that others use after: those that would leave it in
 * another state, and those that would keep it for long. Pure.
 */
final class SharedConnectionRules {
  private static final String LOGIN =
      "user and password stand in the server's URI, and redis.protocol says which protocol";
  private static final String TRANSACTION = "use transaction()";
  private static final String EVENTS =
      "use keyspaceEvents(), or a client of its own for other channels";
  private static final String CLUSTER = "redirections are followed without it";
  private static final String OWN = "use redis-cli";

  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("SELECT", "name another server, whose URI has that database"),
          Map.entry("SWAPDB", "use redis-cli while no cache is in use"),
          Map.entry("AUTH", LOGIN),
          Map.entry("HELLO", LOGIN),
          Map.entry("RESET", LOGIN),
          Map.entry("QUIT", "connections end with the manager"),
          Map.entry("MULTI", TRANSACTION),
          Map.entry("EXEC", TRANSACTION),
          Map.entry("DISCARD", TRANSACTION),
          Map.entry("WATCH", TRANSACTION),
          Map.entry("UNWATCH", TRANSACTION),
          Map.entry("SUBSCRIBE", EVENTS),
          Map.entry("PSUBSCRIBE", EVENTS),
          Map.entry("SSUBSCRIBE", EVENTS),
          Map.entry("UNSUBSCRIBE", EVENTS),
          Map.entry("PUNSUBSCRIBE", EVENTS),
          Map.entry("SUNSUBSCRIBE", EVENTS),
          Map.entry("ASKING", CLUSTER),
          Map.entry("READONLY", CLUSTER),
          Map.entry("READWRITE", CLUSTER),
          Map.entry("MONITOR", OWN),
          Map.entry("SYNC", OWN),
          Map.entry("PSYNC", OWN),
          Map.entry("REPLCONF", OWN));

  private static final Set<String> REFUSED_OF_CLIENT =
      Set.of(
          "REPLY",
          "TRACKING",
          "CACHING",
          "SETNAME",
          "SETINFO",
          "NO-EVICT",
          "NO-TOUCH",
          "CAPA",
          "IMPORT-SOURCE");

  private static final Set<String> BLOCKING =
      Set.of(
          "BLPOP",
          "BRPOP",
          "BLMOVE",
          "BRPOPLPUSH",
          "BLMPOP",
          "BZPOPMIN",
          "BZPOPMAX",
          "BZMPOP",
          "WAIT",
          "WAITAOF");

  private static final Set<String> READING_STREAMS = Set.of("XREAD", "XREADGROUP");

  private SharedConnectionRules() {}

  /**
   * Refuses what changes the connection.
   *
   * @throws IllegalArgumentException when it does; says what is right instead
   */
  static void checkKeepsState(List<byte[]> words) {
    String name = RawName.of(words.get(0));
    String instead = REFUSED.get(name);
    if (instead != null) {
      throw new IllegalArgumentException(
          name + " would change a connection that others use, and is refused; " + instead);
    }
    String second = words.size() < 2 ? "" : RawName.of(words.get(1));
    boolean ofClient = name.equals("CLIENT") && REFUSED_OF_CLIENT.contains(second);
    if (ofClient || (name.equals("SCRIPT") && second.equals("DEBUG"))) {
      throw new IllegalArgumentException(
          name
              + ' '
              + second
              + " would change a connection that others use, and is refused; "
              + OWN);
    }
  }

  /**
   * Refuses what keeps the connection for long.
   *
   * @throws IllegalArgumentException when it does
   */
  static void checkAnswersAtOnce(List<byte[]> words) {
    String name = RawName.of(words.get(0));
    if (BLOCKING.contains(name) || (READING_STREAMS.contains(name) && blocks(words))) {
      throw new IllegalArgumentException(
          name
              + " blocks, and is run by blocking(patience) only, on a connection of its own;"
              + " patience is at least the time that the command names");
    }
  }

  /** What follows STREAMS are keys and ids, whatever they look like. */
  private static boolean blocks(List<byte[]> words) {
    for (byte[] word : words.subList(1, words.size())) {
      String option = RawName.of(word);
      if (option.equals("STREAMS")) {
        return false;
      }
      if (option.equals("BLOCK")) {
        return true;
      }
    }
    return false;
  }
}
