package dev.jaycache.redis;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * What a server is and can do, as it said itself when a connection was made. Immutable.
 *
 * @param majorVersion the version before the first dot; 0 where it is not known
 * @param msetex whether there is a command {@code MSETEX} (Valkey 9.1, Redis 8.4)
 * @param cluster whether it is a node of a cluster
 * @param replica whether it is a replica
 */
record Capabilities(int majorVersion, boolean msetex, boolean cluster, boolean replica) {
  /** Nothing but what every server can. */
  static final Capabilities UNKNOWN = new Capabilities(0, false, false, false);

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
    Map<String, @Nullable Object> fields = Replies.fields(greeting);
    return new Capabilities(
        majorVersion(Replies.text(fields.get("version"))),
        msetex,
        Replies.text(fields.get("mode")).equals("cluster"),
        Replies.text(fields.get("role")).equals("replica"));
  }

  /** What two servers can; one that is not known yet counts for nothing. */
  Capabilities and(Capabilities other) {
    if (this.equals(UNKNOWN) || other.equals(UNKNOWN)) {
      return this.equals(UNKNOWN) ? other : this;
    }
    return new Capabilities(
        Math.min(majorVersion, other.majorVersion),
        msetex && other.msetex,
        cluster || other.cluster,
        replica && other.replica);
  }

  private static int majorVersion(String version) {
    return version.matches("[0-9]{1,4}\\..*")
        ? Integer.parseInt(version.substring(0, version.indexOf('.')))
        : 0;
  }
}
