package dev.jaycache.memcached;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * How large an item each server takes. Asked for when a server refuses one for its size, and
 * remembered then, so that the next need not be sent. Safe for any number of threads.
 */
final class ItemLimits {
  /** The server's header of an item with its cas id, and what ends key and value. */
  static final int OVERHEAD = 59;

  /** No memcached takes less: what is smaller needs no question. */
  static final int SMALLEST = 1_024;

  private final MemcachedLink link;
  private final AtomicLongArray known;

  ItemLimits(MemcachedLink link) {
    this.link = link;
    this.known = new AtomicLongArray(link.servers());
  }

  /** The bytes of an item, as the server counts them. */
  static long size(Command.Write write) {
    return (long) write.value().length + write.key().length() + OVERHEAD;
  }

  /**
   * Whether the server does not take an item, as far as it is known. Before one is refused the
   * server is asked again: it may have been started anew with another limit.
   */
  boolean refuses(Command.Write write, long deadline) {
    int server = write.server();
    long limit = known.get(server);
    if (limit <= 0 || size(write) <= limit) {
      return false;
    }
    forget(server);
    Long now = of(server, deadline);
    return now != null && size(write) > now;
  }

  /** Has a server be asked again. */
  void forget(int server) {
    known.set(server, 0);
  }

  /** What a server takes, in bytes; null where it does not say. */
  @Nullable Long of(int server, long deadline) {
    long limit = known.get(server);
    if (limit > 0) {
      return limit;
    }
    Command ask = new Command.Stats(server, "settings");
    if (link.run(List.of(ask), deadline).get(0) instanceof Reply.Table table) {
      String text = table.values().getOrDefault("item_size_max", "");
      if (text.matches("[1-9][0-9]{0,17}")) {
        known.set(server, Long.parseLong(text));
        return Long.valueOf(text);
      }
    }
    return null;
  }
}
