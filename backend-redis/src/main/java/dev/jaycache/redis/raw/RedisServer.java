package dev.jaycache.redis.raw;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A server of a cache manager: a single one, several of which one serves, the master that sentinels
 * name, or a cluster. Safe for any number of threads. It shares the manager's connections and ends
 * with the manager.
 *
 * <p>Keys here are those of the server: an entry of a cache stands under {@code
 * <namespace>:<cache>:<key>}. Nothing here knows of caches: what is changed under their keys, they
 * have to make sense of, and a near cache is not told.
 */
public interface RedisServer extends RedisCommands {
  /** What the configuration calls it; empty: nothing. */
  String name();

  /** Where it is, for messages; without secrets. */
  String place();

  /**
   * Runs commands that block, such as {@code BLPOP} and {@code XREAD BLOCK}, each on a connection
   * of its own for that time, which is not one of those that the caches use.
   *
   * @param patience how long the server may take, above zero: at least the time that the command
   *     itself names. The deadline is that and the setting {@code command-timeout}
   */
  RedisCommands blocking(Duration patience);

  /** Commands that are sent together. */
  RedisPipeline pipeline();

  /** Commands that are run together or not at all. */
  RedisTransaction transaction();

  /**
   * Runs a command on each master: on the one server there is, or on all nodes of a cluster that
   * have slots, at the same time. For what a node says of itself, such as {@code DBSIZE}.
   *
   * @param arguments one for each {@code %s}
   * @return a reply for each {@code host:port}, also where it is an error; in the order of the
   *     nodes
   * @throws dev.jaycache.store.UnknownOutcomeException when a node gave no reply and may have done
   *     it, or others have answered; the message names them
   * @throws dev.jaycache.store.StoreException when no node got it
   */
  Map<String, Reply> onEachMaster(String format, Object... arguments);

  /**
   * What the server is and can do. Asked at the first call and remembered; told in one line of the
   * log, at level info.
   *
   * @throws dev.jaycache.store.StoreException when nobody answers
   */
  ServerFeatures features();

  /**
   * What {@code INFO} says, read into its fields.
   *
   * @param section such as {@code memory}; empty: the default ones
   * @return one for each master
   * @throws ErrorReplyException when the server does not tell us
   * @throws dev.jaycache.store.StoreException when nobody answers
   */
  List<ServerInfo> info(String section);

  /** Who wants to hear of changes of keys. */
  KeyspaceEvents keyspaceEvents();

  /**
   * The keys that match a pattern of the server's, on every master, by {@code SCAN}: page by page,
   * as the stream is read. To be closed, or read to its end. For one thread.
   *
   * <p>{@code SCAN} promises that a key that is there all the time comes at least once: it may come
   * twice, and a key that comes or goes meanwhile may come or not. What a cluster moves from node
   * to node meanwhile may be missed.
   *
   * @param pattern as in {@code SCAN MATCH}, with {@code * ? [ ] \}; {@code *}: all
   * @param count about how many keys the server looks at in a trip, at least 1
   * @return keys as bytes; reading throws {@link dev.jaycache.store.StoreException} when a server
   *     refuses or gives no reply
   */
  Stream<byte[]> scan(String pattern, int count);

  /**
   * The same for the keys that begin with a prefix, in which no character has a meaning.
   *
   * @param prefix in UTF-8; empty: all keys
   * @param count about how many keys the server looks at in a trip, at least 1
   */
  Stream<byte[]> scanPrefix(String prefix, int count);
}
