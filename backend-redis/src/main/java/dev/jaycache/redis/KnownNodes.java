package dev.jaycache.redis;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which process one manager knows behind each node of a cluster, by the node's id. Safe for any
 * number of threads. It stays when the links to a node go and come with the topology, and holds no
 * more nodes than a cluster can have masters: then the one that was asked for longest ago goes,
 * which is as if it had never been known.
 */
final class KnownNodes {
  /** One node. Safe for any number of threads. */
  static final class Node {
    private final AtomicReference<@Nullable String> identity = new AtomicReference<>();
    private final FlushTurn turn = new FlushTurn();

    /** Whether it is this process; one that nobody knew becomes it. */
    boolean isOrBecomes(String process) {
      String before = identity.compareAndExchange(null, process);
      return before == null || before.equals(process);
    }

    /** Whether this process is the one that is known. */
    boolean is(String process) {
      return process.equals(identity.get());
    }

    /** Notes that this process may be served from: nothing of one before it is left. */
    void becomes(String process) {
      identity.set(process);
    }

    /** The turn to flush it. */
    FlushTurn turn() {
      return turn;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Node> nodes = new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true);

  /** A node, known or not. */
  Node at(String id) {
    lock.lock();
    try {
      Node node = nodes.computeIfAbsent(id, none -> new Node());
      if (nodes.size() > SlotTable.SLOTS) {
        Iterator<Node> eldest = nodes.values().iterator();
        eldest.next();
        eldest.remove();
      }
      return node;
    } finally {
      lock.unlock();
    }
  }
}
