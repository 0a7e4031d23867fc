package dev.jaycache.redis.raw;

import java.util.List;
import java.util.Optional;

/**
 * Commands that a server runs together ({@code MULTI}, {@code EXEC}), or not at all where a watched
 * key was changed. For one thread, used once, and to be closed: from the first {@link #watch} or
 * {@link #command} on it has a connection to itself.
 *
 * <pre>{@code
 * try (RedisTransaction transaction = server.transaction()) {
 *   transaction.watch("stock");
 *   long stock = transaction.command("GET %s", "stock").asLong();
 *   transaction.add("SET %s %s", "stock", stock - 1).add("RPUSH %s %s", "orders", order);
 *   boolean done = transaction.execute().isPresent();
 * }
 * }</pre>
 *
 * <p>The server rolls nothing back: where one of the commands answers an error, the others are done
 * nevertheless. On a cluster all keys have to be in one slot, by hash tags ({@code {order}:1}); of
 * each command the first key is checked here, the others by the server.
 *
 * <p>Errors are those of {@link RedisCommands}.
 */
public interface RedisTransaction extends AutoCloseable {
  /**
   * Watches keys: if anybody changes one of them before {@link #execute}, that does nothing.
   *
   * @param keys at least one: text or {@code byte[]}
   * @return this
   * @throws IllegalArgumentException when the keys are in different slots of a cluster
   * @throws IllegalStateException when commands were added already
   */
  RedisTransaction watch(Object... keys);

  /**
   * Runs a command at once, before the others: to read what was watched.
   *
   * @throws ErrorReplyException when the server answers an error
   */
  Reply command(String format, Object... arguments);

  /**
   * Adds a command to those that are run together.
   *
   * @return this
   * @throws IllegalArgumentException when its key is in another slot of a cluster than the others
   */
  RedisTransaction add(String format, Object... arguments);

  /**
   * Adds a command that is split already.
   *
   * @param words the command's name and its arguments; at least one
   * @return this
   * @throws IllegalArgumentException when its key is in another slot of a cluster than the others
   */
  RedisTransaction add(List<byte[]> words);

  /**
   * Runs what was added.
   *
   * @return a reply each, also where it is an error; empty when a watched key was changed: then
   *     nothing was done
   * @throws ErrorReplyException when the server refused one of the commands beforehand: then
   *     nothing was done
   * @throws dev.jaycache.store.UnknownOutcomeException when the reply was lost: then all was done,
   *     or nothing
   */
  Optional<List<Reply>> execute();

  /** Gives up what was not executed. Idempotent. */
  @Override
  void close();
}
