package dev.jaycache.redis;

import dev.jaycache.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A link to the first of several hosts that serves. When that one can't be connected, or answers
 * that it is a replica or still loading, the next one is used, after the last one the first; and it
 * stays so until that one fails. Safe for any number of threads. It copies nothing between hosts,
 * and sends nothing again that a host may have done.
 */
final class FailoverLink implements ChoosingLink {
  private final List<NodeLink> hosts;
  private final NodeLinks nodes;
  private final String place;
  private final AtomicInteger current = new AtomicInteger();

  /**
   * A link; it connects to nothing yet.
   *
   * @param hosts in the order in which they are tried; at least one
   * @param nodes the links to nodes; shared, and closed with this
   */
  FailoverLink(List<Endpoint> hosts, NodeLinks nodes, String place) {
    this.hosts = hosts.stream().map(nodes::at).toList();
    this.nodes = nodes;
    this.place = place;
  }

  /** The host in use. */
  NodeLink host() {
    return hosts.get(current.get());
  }

  /** Goes on to the next host, unless somebody did so already. */
  private void leave(int at) {
    current.compareAndSet(at, (at + 1) % hosts.size());
  }

  @Override
  public @Nullable Object call(Command command, long deadline) {
    for (int left = hosts.size(); ; left--) {
      int at = current.get();
      NodeLink host = hosts.get(at);
      try {
        return host.call(command, deadline);
      } catch (JedisDataException e) {
        if (!servesNobody(e)) {
          throw e;
        }
        leave(at);
        if (left == 1 || deadline - System.nanoTime() <= 0) {
          throw e;
        }
      } catch (LinkException e) {
        if (!isUnreachable(e)) {
          throw host.named(e);
        }
        leave(at);
        if (left == 1 || deadline - System.nanoTime() <= 0) {
          throw host.named(e);
        }
      }
    }
  }

  @Override
  public List<@Nullable Object> pipeline(List<Command> commands, long deadline) {
    for (int left = hosts.size(); ; left--) {
      int at = current.get();
      NodeLink host = hosts.get(at);
      try {
        List<@Nullable Object> replies = host.pipeline(commands, deadline);
        if (left == 1 || replies.stream().noneMatch(FailoverLink::servesNobody)) {
          return replies;
        }
        leave(at);
        return resumed(commands, replies, host(), deadline);
      } catch (LinkException e) {
        if (!isUnreachable(e)) {
          throw host.named(e);
        }
        leave(at);
        if (left == 1 || deadline - System.nanoTime() <= 0) {
          throw host.named(e);
        }
      }
    }
  }

  /** Sends those, and only those, to another host that this one refused. */
  static List<@Nullable Object> resumed(
      List<Command> commands, List<@Nullable Object> replies, NodeLink next, long deadline) {
    List<Command> again = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < replies.size(); i++) {
      if (servesNobody(replies.get(i))) {
        again.add(commands.get(i));
        places.add(i);
      }
    }
    List<@Nullable Object> resumed = new ArrayList<>(replies);
    try {
      List<@Nullable Object> second = next.pipeline(again, deadline);
      for (int i = 0; i < second.size(); i++) {
        resumed.set(places.get(i), second.get(i));
      }
    } catch (LinkException e) {
      LinkException named = next.named(e);
      places.forEach(each -> resumed.set(each, named));
    } catch (StoreException e) {
      places.forEach(each -> resumed.set(each, e));
    }
    return resumed;
  }

  /** Whether no connection could be made: nothing was sent, and the next host may do better. */
  static boolean isUnreachable(LinkException e) {
    return !e.maybeSent() && !(e instanceof BusyException);
  }

  /** Whether an error says that the server takes no such commands now; nothing was done. */
  static boolean servesNobody(@Nullable Object reply) {
    if (!(reply instanceof JedisDataException e)) {
      return false;
    }
    return switch (RedisErrors.code(String.valueOf(e.getMessage()))) {
      case "READONLY", "LOADING", "MASTERDOWN" -> true;
      default -> false;
    };
  }

  @Override
  public Capabilities greet(long deadline) {
    for (int left = hosts.size(); ; left--) {
      int at = current.get();
      try {
        return hosts.get(at).greet(deadline);
      } catch (LinkException e) {
        if (!isUnreachable(e)) {
          throw hosts.get(at).named(e);
        }
        leave(at);
        if (left == 1 || deadline - System.nanoTime() <= 0) {
          throw hosts.get(at).named(e);
        }
      }
    }
  }

  @Override
  public List<NodeLink> masters(long deadline) {
    return List.of(host());
  }

  @Override
  public NodeLink owner(Command command, long deadline) {
    return host();
  }

  @Override
  public void leave(NodeLink failed, long deadline) {
    leave(hosts.indexOf(failed));
  }

  @Override
  public long deadline() {
    return nodes.deadline();
  }

  @Override
  public Capabilities capabilities() {
    return nodes.capabilities();
  }

  @Override
  public String place() {
    return place;
  }

  @Override
  public void close() {
    nodes.close();
  }
}
