package dev.jaycache.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A master of a cluster with its replicas and slots, as {@code CLUSTER SHARDS} or {@code CLUSTER
 * SLOTS} tells them. Immutable.
 *
 * @param master where the master listens
 * @param replicas where its replicas listen, those that are well
 * @param ranges the slots; at least one range
 */
record ShardSlots(Endpoint master, List<Endpoint> replicas, List<Range> ranges) {
  /**
   * Slots beside each other.
   *
   * @param from the first
   * @param to the last, included
   */
  record Range(int from, int to) {}

  /** With copies of the lists. */
  ShardSlots {
    replicas = List.copyOf(replicas);
    ranges = List.copyOf(ranges);
  }

  /**
   * Reads a reply of {@code CLUSTER SHARDS} (Redis 7 and newer).
   *
   * @param asked who answered: a node that does not tell its host is reached by this one's
   * @param tls whether the TLS ports are wanted
   * @return those with slots and a master
   */
  static List<ShardSlots> ofShards(@Nullable Object reply, Endpoint asked, boolean tls) {
    List<ShardSlots> shards = new ArrayList<>();
    for (Object each : Replies.list(reply)) {
      Map<String, @Nullable Object> shard = Replies.fields(each);
      List<Range> ranges = new ArrayList<>();
      List<?> bounds = Replies.list(shard.get("slots"));
      for (int i = 0; i + 1 < bounds.size(); i += 2) {
        addRange(ranges, bounds.get(i), bounds.get(i + 1));
      }
      Endpoint master = null;
      boolean online = false;
      List<Endpoint> replicas = new ArrayList<>();
      for (Object member : Replies.list(shard.get("nodes"))) {
        Map<String, @Nullable Object> node = Replies.fields(member);
        Endpoint endpoint = endpoint(node, asked, tls);
        boolean well = Replies.text(node.get("health")).equals("online");
        if (endpoint == null) {
          continue;
        }
        if (!Replies.text(node.get("role")).equals("master")) {
          replicas.add(endpoint);
        } else if (master == null || (well && !online)) {
          // After a failover the lost master may still stand there beside the new one.
          master = endpoint;
          online = well;
        }
      }
      if (master != null && !ranges.isEmpty()) {
        shards.add(new ShardSlots(master, replicas, ranges));
      }
    }
    return shards;
  }

  /**
   * Reads a reply of {@code CLUSTER SLOTS}.
   *
   * @param asked who answered: a node that does not tell its host is reached by this one's
   * @return one for each master
   */
  static List<ShardSlots> ofSlots(@Nullable Object reply, Endpoint asked) {
    Map<Endpoint, List<Range>> ranges = new LinkedHashMap<>();
    Map<Endpoint, List<Endpoint>> replicas = new LinkedHashMap<>();
    for (Object each : Replies.list(reply)) {
      List<?> range = Replies.list(each);
      List<Endpoint> nodes = new ArrayList<>();
      for (int i = 2; i < range.size(); i++) {
        List<?> node = Replies.list(range.get(i));
        if (node.size() >= 2) {
          nodes.add(endpoint(Replies.text(node.get(0)), "", Replies.number(node.get(1)), asked));
        }
      }
      if (!nodes.isEmpty()) {
        Endpoint master = nodes.get(0);
        addRange(
            ranges.computeIfAbsent(master, none -> new ArrayList<>()), range.get(0), range.get(1));
        replicas.put(master, nodes.subList(1, nodes.size()));
      }
    }
    List<ShardSlots> shards = new ArrayList<>();
    ranges.forEach(
        (master, of) ->
            shards.add(new ShardSlots(master, replicas.getOrDefault(master, List.of()), of)));
    return shards;
  }

  private static void addRange(List<Range> ranges, @Nullable Object first, @Nullable Object last) {
    long from = Replies.number(first);
    long to = Replies.number(last);
    if (from >= 0 && to >= from && to < SlotTable.SLOTS) {
      ranges.add(new Range((int) from, (int) to));
    }
  }

  private static @Nullable Endpoint endpoint(
      Map<String, @Nullable Object> node, Endpoint asked, boolean tls) {
    long port = Replies.number(node.get(tls ? "tls-port" : "port"));
    if (port <= 0) {
      return null;
    }
    String preferred = Replies.text(node.get("endpoint"));
    return endpoint(preferred, Replies.text(node.get("ip")), port, asked);
  }

  /** A host that is not told is the one that we asked; "?" stands for a name that is not set. */
  private static Endpoint endpoint(String host, String ip, long port, Endpoint asked) {
    String known = host.equals("?") ? ip : host;
    return Endpoint.tcp(known.isEmpty() ? asked.host() : known, (int) port);
  }
}
