package dev.jaycache.redis;

import dev.jaycache.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Asks a server on a connection that nobody uses yet; what it refuses is thrown as an error that
 * says what was asked. Immutable. It knows nothing of what the answers mean, but for who the server
 * says it is.
 */
final class ServerTalk {
  private final String place;
  private final RedisErrors errors;

  /** Talk with the server at a place. */
  ServerTalk(String place) {
    this.place = place;
    this.errors = new RedisErrors(place);
  }

  /** A command of these words. */
  static Command command(Protocol.Command name, Object... arguments) {
    Command command = new Command(name);
    for (Object argument : arguments) {
      command.add(argument);
    }
    return command;
  }

  /** A reply as text; empty: it is none. */
  static String text(@Nullable Object reply) {
    return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
  }

  /**
   * Which process it is, with the history that its data are of.
   *
   * @param server the reply to {@code INFO server}
   * @param replication the reply to {@code INFO replication}
   * @throws StoreException as {@link #run}
   */
  String identity(@Nullable Object server, @Nullable Object replication) {
    return run(server) + '/' + field(replication, "master_replid");
  }

  /**
   * Which process it is.
   *
   * @param server the reply to {@code INFO server}
   * @throws StoreException when it does not say so: then one can't be told from another
   */
  String run(@Nullable Object server) {
    String run = field(server, "run_id");
    if (run.isEmpty()) {
      throw new StoreException(
          place
              + " does not tell its run id (INFO server), so that flush-on-reconnect can't be used"
              + " there: a proxy or a service may leave it out; right is flush-on-reconnect = no");
    }
    return run;
  }

  /**
   * Where a replica has its data from.
   *
   * @param replication the reply to {@code INFO replication}
   * @return null where it does not say so
   */
  static @Nullable Endpoint master(@Nullable Object replication) {
    String host = field(replication, "master_host");
    String port = field(replication, "master_port");
    return host.isEmpty() || !port.matches("[0-9]{1,5}")
        ? null
        : Endpoint.tcp(host, Integer.parseInt(port));
  }

  private static String field(@Nullable Object info, String name) {
    for (String line : text(info).split("\r\n", -1)) {
      if (line.startsWith(name + ':')) {
        return line.substring(name.length() + 1);
      }
    }
    return "";
  }

  /**
   * The reply to one command.
   *
   * @throws dev.jaycache.store.StoreException when it is an error
   * @throws LinkException when there is none
   */
  @Nullable Object ask(RedisConnection connection, Command command) {
    return checked(command, connection.exchange(List.of(command)).get(0));
  }

  /**
   * The keys that a step of a scan found.
   *
   * @param reply to {@code SCAN}
   */
  static List<?> keys(@Nullable Object reply) {
    if (!(reply instanceof List<?> page) || !(page.get(1) instanceof List<?> keys)) {
      throw new IllegalArgumentException("SCAN answers a cursor and keys");
    }
    return keys;
  }

  /** Where the next step of a scan begins; 0: it is over. */
  static String cursor(@Nullable Object reply) {
    return reply instanceof List<?> page ? text(page.get(0)) : "0";
  }

  /**
   * A reply that is an answer.
   *
   * @param reply to the command; an error or a failure is thrown
   */
  @Nullable Object checked(Command command, @Nullable Object reply) {
    if (reply instanceof LinkException e) {
      throw e;
    }
    if (reply instanceof JedisDataException e) {
      throw errors.refused(command, e);
    }
    return reply;
  }
}
