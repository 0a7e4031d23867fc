package dev.jaycache.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.util.KeyValue;

/**
 * What a server can do, as it said itself when a connection was made. Immutable.
 *
 * @param majorVersion the version before the first dot; 0 where it is not known
 * @param msetex whether there is a command {@code MSETEX} (Valkey 9.1, Redis 8.4)
 */
record Capabilities(int majorVersion, boolean msetex) {
  /** Nothing but what every server can. */
  static final Capabilities UNKNOWN = new Capabilities(0, false);

  /** Asks for what {@code HELLO} does not tell. */
  static Command question() {
    Command question = new Command(Protocol.Command.COMMAND);
    question.add("INFO").add("MSETEX");
    return question;
  }

  /**
   * Reads what the server said.
   *
   * @param greeting the reply to {@code HELLO}
   * @param answer the reply to {@link #question}, or null where it was refused
   */
  static Capabilities of(@Nullable Object greeting, @Nullable Object answer) {
    boolean msetex = answer instanceof List<?> commands && commands.get(0) instanceof List<?>;
    return new Capabilities(majorVersion(greeting), msetex);
  }

  /** {@code HELLO} answers pairs: as a map in RESP3, one after the other in RESP2. */
  private static int majorVersion(@Nullable Object greeting) {
    if (!(greeting instanceof List<?> fields)) {
      return 0;
    }
    Object name = null;
    for (Object field : fields) {
      Object value = field;
      if (field instanceof KeyValue<?, ?> pair) {
        name = pair.getKey();
        value = pair.getValue();
      }
      if (name instanceof byte[] bytes
          && value instanceof byte[] text
          && new String(bytes, StandardCharsets.UTF_8).equals("version")) {
        String version = new String(text, StandardCharsets.UTF_8);
        return version.matches("[0-9]{1,4}\\..*")
            ? Integer.parseInt(version.substring(0, version.indexOf('.')))
            : 0;
      }
      name = field;
    }
    return 0;
  }
}
