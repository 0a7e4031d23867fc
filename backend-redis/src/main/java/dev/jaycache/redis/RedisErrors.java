package dev.jaycache.redis;

import dev.jaycache.store.StoreException;
import dev.jaycache.store.UnconfirmedWriteException;
import dev.jaycache.store.UnfitRequestException;
import dev.jaycache.store.UnknownOutcomeException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Makes exceptions of a server's error replies and of missing ones: what failed, where, and what to
 * do. Safe for any number of threads. No message holds a value or a password; of a key it shows the
 * beginning.
 *
 * <p>The codes: <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">RESP,
 * simple errors</a>, and the server's sources.
 */
final class RedisErrors {
  private static final int KEY_SHOWN = 48;
  private static final int TEXT_SHOWN = 160;
  private static final int SUPPRESSED_AT_MOST = 10;

  /** What servers say of an argument above their limit, before they hang up. */
  private static final String TOO_LONG = "Protocol error";

  /** In a script, servers before 7.0 put the code into the middle of the text. */
  private static final String IN_SCRIPT = "Error running script";

  /** What servers write between the name of a command and its arguments. */
  private static final String ARGUMENTS = ", with args";

  private static final Map<String, String> WHAT_TO_DO =
      Map.ofEntries(
          Map.entry(
              "NOAUTH", "asks for a password; give one in the URI: redis://user:password@host"),
          Map.entry("WRONGPASS", "refused user or password; correct them in the server's URI"),
          Map.entry(
              "NOPERM",
              "does not allow this user the command or the key; look at the user's rules with ACL"
                  + " GETUSER"),
          Map.entry(
              "READONLY", "is a replica and takes no writes; name the master in the server's URI"),
          Map.entry(
              "OOM",
              "is full (maxmemory); raise maxmemory, or set maxmemory-policy so that old entries"
                  + " go"),
          Map.entry("LOADING", "is loading its data; wait until it has started"),
          Map.entry(
              "WRONGTYPE",
              "holds something else than a string under this key, which is none of our entries;"
                  + " remove the key, or choose another namespace"),
          Map.entry(
              "NOSCRIPT",
              "forgot our script twice in a row; look who calls SCRIPT FLUSH all along"),
          Map.entry("BUSY", "is busy with a script of somebody; look at SLOWLOG or SCRIPT KILL"),
          Map.entry(
              "MISCONF", "takes no writes as it cannot save its data; look at the server's log"),
          Map.entry(
              "MASTERDOWN", "is a replica without its master; name the master in the server's URI"),
          Map.entry(
              "MOVED",
              "is a cluster that sends the command from node to node; look at CLUSTER SLOTS of each"
                  + " node, or whether the deadline (command-timeout) is too short"),
          Map.entry(
              "ASK",
              "is a cluster that is moving the key to another node; wait, or raise command-timeout"),
          Map.entry(
              "TRYAGAIN",
              "is a cluster that is moving the keys to another node; wait until that is done"),
          Map.entry(
              "CROSSSLOT",
              "is a cluster, which it did not say when we connected; use redis+cluster://"),
          Map.entry(
              "CLUSTERDOWN",
              "is a cluster that is down, or has slots without a node; look at CLUSTER INFO"),
          Map.entry("NOPROTO", "does not speak RESP3; set redis.protocol to resp2"));

  private final String place;

  /** Errors of the server at a place. */
  RedisErrors(String place) {
    this.place = place;
  }

  /** The server answered an error. */
  StoreException refused(Command command, JedisDataException error) {
    String text = String.valueOf(error.getMessage());
    if (error instanceof UnconfirmedReply) {
      return unconfirmed(command, text, error);
    }
    String code = code(text);
    String todo = WHAT_TO_DO.get(code);
    if (todo == null) {
      // A text such as that of "ERR unknown command" repeats the arguments: so the error is no
      // cause, and of a text that we don't know only what comes before them is shown.
      String message = what(command) + ' ' + advice(text);
      return text.contains(TOO_LONG)
          ? new UnfitRequestException(message, null)
          : new StoreException(message);
    }
    String said = " (" + shorten(text, TEXT_SHOWN) + ')';
    return new StoreException(what(command) + ' ' + todo + said, error);
  }

  /** A write that is found done after its reply, and with it that of the replicas, was lost. */
  StoreException unconfirmed(Command command, LinkException failure) {
    return unconfirmed(
        command, failure.getMessage() + ", did the write, and told nothing of replicas", failure);
  }

  private StoreException unconfirmed(Command command, String said, Throwable cause) {
    // The node is of interest only where it is one of several.
    String where = said.replace(" (" + place + ')', "");
    return new UnconfirmedWriteException(
        what(command) + ' ' + where + "; it stands there, and a failover may lose it", cause);
  }

  private static String advice(String text) {
    if (text.contains("unknown command") || text.contains("syntax error")) {
      return "does not know the command; it has to be Redis 6.2 or newer";
    }
    if (text.contains(TOO_LONG)) {
      return "refused the length of the value or key; raise proto-max-bulk-len there, or store less";
    }
    if (text.contains("max number of clients")) {
      return "has no place for another connection; raise maxclients there, or lower"
          + " redis.pool.max-connections";
    }
    if (text.contains("DB index") || text.contains("SELECT is not allowed")) {
      return "does not have the database that the server's URI names";
    }
    int arguments = text.indexOf(ARGUMENTS);
    String shown = arguments < 0 ? text : text.substring(0, arguments);
    return "answered an error that this backend does not know: " + shorten(shown, TEXT_SHOWN);
  }

  /**
   * No reply came.
   *
   * @param write whether the command may have changed something
   */
  StoreException lost(Command command, LinkException failure, boolean write) {
    String message = what(command) + ' ' + failure.getMessage();
    return write && failure.maybeSent()
        ? new UnknownOutcomeException(
            message + "; the server may have done it or not, and nothing was repeated", failure)
        : new StoreException(message, failure);
  }

  /** A value above the server's limit, which made the server hang up. */
  StoreException tooLarge(Command command, long bytes, long limit) {
    return new UnfitRequestException(
        what(command)
            + " takes up to "
            + limit
            + " bytes and got "
            + bytes
            + "; raise proto-max-bulk-len there, or store less",
        null);
  }

  /**
   * The failures of a bulk as one exception.
   *
   * @param failures at least one
   * @param total of how many mutations
   */
  static StoreException together(List<StoreException> failures, int total) {
    StoreException first = failures.get(0);
    if (failures.size() == 1) {
      return first;
    }
    String message =
        failures.size() + " of " + total + " mutations failed; the first: " + first.getMessage();
    boolean unknown = failures.stream().anyMatch(UnknownOutcomeException.class::isInstance);
    boolean unfit = failures.stream().anyMatch(UnfitRequestException.class::isInstance);
    StoreException all;
    if (unfit) {
      all = new UnfitRequestException(message, first);
      failures.stream()
          .filter(UnknownOutcomeException.class::isInstance)
          .findFirst()
          .ifPresent(all::addSuppressed);
    } else {
      all = unknown ? unknown(failures, message) : new StoreException(message, first);
    }
    // A server that lets nobody in fails all that were for it by one exception.
    failures.stream()
        .skip(1)
        .filter(failure -> failure != first)
        .distinct()
        .limit(SUPPRESSED_AT_MOST)
        .forEach(all::addSuppressed);
    return all;
  }

  private static StoreException unknown(List<StoreException> failures, String message) {
    StoreException first = failures.get(0);
    return failures.stream().allMatch(UnconfirmedWriteException.class::isInstance)
        ? new UnconfirmedWriteException(message, first)
        : new UnknownOutcomeException(message, first);
  }

  /** The command, its key and the place: the beginning of every message. */
  private String what(Command command) {
    StringBuilder what = new StringBuilder();
    what.append(name(command));
    byte[] key = command.key();
    if (key != null) {
      what.append(" of key ");
      show(key, what);
    }
    return what.append(": ").append(place).toString();
  }

  private static String name(Command command) {
    return command.getCommand() == Protocol.Command.EVALSHA
        ? "script"
        : command.getCommand().toString();
  }

  /** Whether the server never does this for the user, and not only now, as it loads or is busy. */
  static boolean isForbidden(JedisDataException error) {
    String text = String.valueOf(error.getMessage());
    return text.startsWith("NOPERM") || text.contains("unknown command");
  }

  static String code(String text) {
    String code = text.substring(0, text.indexOf(' ') < 0 ? text.length() : text.indexOf(' '));
    if (code.equals("ERR") && text.contains(IN_SCRIPT)) {
      for (String known : WHAT_TO_DO.keySet()) {
        if (text.contains(' ' + known + ' ') || text.contains('-' + known + ' ')) {
          return known;
        }
      }
    }
    return code;
  }

  /** The beginning of a key, in printable characters and quotes. */
  static String shown(byte[] key) {
    StringBuilder shown = new StringBuilder();
    show(key, shown);
    return shown.toString();
  }

  private static void show(byte[] key, StringBuilder shown) {
    shown.append('\'');
    for (int i = 0; i < key.length && i < KEY_SHOWN; i++) {
      int b = key[i] & 0xff;
      if (b >= ' ' && b < 0x7f) {
        shown.append((char) b);
      } else {
        shown.append("\\x").append(Character.forDigit(b >> 4, 16));
        shown.append(Character.forDigit(b & 15, 16));
      }
    }
    shown.append('\'');
    if (key.length > KEY_SHOWN) {
      shown.append("... (").append(key.length).append(" bytes)");
    }
  }

  private static String shorten(@Nullable String text, int length) {
    String given = String.valueOf(text);
    return given.length() <= length ? given : given.substring(0, length) + "...";
  }
}
