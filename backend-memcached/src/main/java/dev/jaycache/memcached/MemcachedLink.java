package dev.jaycache.memcached;

import dev.jaycache.store.NodeState;
import dev.jaycache.store.outage.Breaker;
import java.util.List;

/**
 * What stands between the store and the client library: commands go in, replies come out. Safe for
 * any number of threads. It retries nothing, and knows no mutations.
 */
interface MemcachedLink extends AutoCloseable {
  /** How many servers there are. */
  int servers();

  /** The server that a key lives on; always the same, whether it is there or not. */
  int serverOf(String key);

  /** The server that is in use for a share of the keys, for lists of its keys. */
  default int node(int server) {
    return server;
  }

  /**
   * Runs commands: those of one server in their order and in one burst, without waiting for single
   * replies; all servers at the same time.
   *
   * @param deadline when the last reply has to be there, by {@link System#nanoTime()}
   * @return a reply each, in the order of the commands
   * @throws IllegalStateException when the link is closed
   */
  List<Reply> run(List<Command> commands, long deadline);

  /** Whether {@link Command.Look} and {@link Command.Ask} can be sent. */
  default boolean hasLooks() {
    return false;
  }

  /** The deadline of an operation that begins now. */
  long deadline();

  /** Now, in ns, by the clock of deadlines. */
  default long now() {
    return System.nanoTime();
  }

  /**
   * What keeps callers away from a server while it is gone, for those who go there on connections
   * of their own.
   */
  Breaker breaker(int server);

  /** How each server fares. */
  default List<NodeState> states() {
    return List.of();
  }

  /** Where a server is, for messages. */
  String place(int server);

  /** Closes the connections. Idempotent. */
  @Override
  void close();
}
