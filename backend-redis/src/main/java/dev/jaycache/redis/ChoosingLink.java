package dev.jaycache.redis;

import java.util.List;

/**
 * A link that knows which server is to be asked, for those who have to stay with one for more than
 * a round trip. Safe for any number of threads.
 */
interface ChoosingLink extends RedisLink {
  /**
   * The servers that have entries now.
   *
   * @throws LinkException when nobody tells in time
   * @throws dev.jaycache.store.StoreException as {@link #call}
   */
  List<NodeLink> masters(long deadline);

  /**
   * The server that a command has to go to now, by its key.
   *
   * @throws LinkException when nobody tells in time
   * @throws dev.jaycache.store.StoreException as {@link #call}
   */
  NodeLink owner(Command command, long deadline);

  /**
   * Notes that a server could not be reached, or says that it serves nobody, and looks for another.
   *
   * @throws LinkException when nobody tells in time
   * @throws dev.jaycache.store.StoreException as {@link #call}
   */
  void leave(NodeLink failed, long deadline);

  /**
   * Notes what a server said of where a slot lives.
   *
   * @param from the server that said so
   */
  default void moved(Redirection redirection, NodeLink from) {}
}
