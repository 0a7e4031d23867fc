package dev.jaycache.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What a reply says about where a command should have gone. In all cases nothing was done. Pure.
 *
 * <p>From the Redis Cluster specification: "MOVED redirection", "ASK redirection", "multiple keys
 * operations".
 *
 * @param kind what to do
 * @param slot which slot it is about; -1 where it is not told
 * @param host where to go; empty: the host that answered
 * @param port where to go
 */
record Redirection(Kind kind, int slot, String host, int port) {
  /** What to do. */
  enum Kind {
    /**
     * The slot lives elsewhere: go there, now and in future. It is not told which slot where a
     * replica was not even asked.
     */
    MOVED,
    /** The slot is on its way: go there, this time, after {@code ASKING}. */
    ASK,
    /** The cluster can't serve this now: wait. */
    WAIT,
    /** The node was not reached: look who has its slots. */
    LOST
  }

  private static final Pattern TARGET =
      Pattern.compile("(MOVED|ASK) ([0-9]{1,5}) (.*):([0-9]{1,5})(?: .*)?");

  /** What a reply says; null: it is an answer. */
  static @Nullable Redirection of(@Nullable Object reply) {
    if (reply instanceof NoMasterException e && !e.maybeSent()) {
      Endpoint master = e.master();
      if (master != null) {
        return new Redirection(Kind.MOVED, -1, master.host(), master.port());
      }
    }
    if (reply instanceof LinkException e) {
      return e.maybeSent() || e instanceof BusyException ? null : of(Kind.LOST);
    }
    if (!(reply instanceof JedisDataException error)) {
      return null;
    }
    String text = String.valueOf(error.getMessage());
    Matcher target = TARGET.matcher(text);
    if (target.matches()) {
      String host = String.valueOf(target.group(3));
      return new Redirection(
          Kind.valueOf(target.group(1)),
          Integer.parseInt(target.group(2)),
          host.equals("?") ? "" : host,
          Integer.parseInt(target.group(4)));
    }
    return isTryAgain(error) || text.startsWith("CLUSTERDOWN") ? of(Kind.WAIT) : null;
  }

  private static Redirection of(Kind kind) {
    return new Redirection(kind, -1, "", 0);
  }

  /** Whether an error says that the keys of a command are on their way to another node. */
  static boolean isTryAgain(JedisDataException error) {
    return String.valueOf(error.getMessage()).startsWith("TRYAGAIN");
  }

  /** Where to go. */
  Endpoint target(Endpoint answered) {
    return Endpoint.tcp(host.isEmpty() ? answered.host() : host, port);
  }
}
