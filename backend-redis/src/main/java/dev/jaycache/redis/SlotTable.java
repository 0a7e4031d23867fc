package dev.jaycache.redis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Which node of a cluster has which slot, as it was told at one time; a redirection corrects single
 * slots. Safe for any number of threads. A look-up is one read of an array.
 */
final class SlotTable {
  /** How many slots every cluster has. */
  static final int SLOTS = 16_384;

  private final AtomicReferenceArray<@Nullable NodeLink> owners = new AtomicReferenceArray<>(SLOTS);
  private final List<ShardSlots> shards;

  /**
   * A table.
   *
   * @param shards what the cluster said
   * @param nodes makes the links to its masters
   */
  SlotTable(List<ShardSlots> shards, NodeLinks nodes) {
    this.shards = List.copyOf(shards);
    for (ShardSlots shard : shards) {
      NodeLink master = nodes.at(shard.master());
      for (ShardSlots.Range range : shard.ranges()) {
        for (int slot = range.from(); slot <= range.to(); slot++) {
          owners.set(slot, master);
        }
      }
    }
  }

  /** The slot of a key: of what is between its first braces, or of the whole key. */
  static int slot(byte[] key) {
    return JedisClusterCRC16.getSlot(key);
  }

  /** The node that has a slot; null: nobody, as far as it is known. */
  @Nullable NodeLink owner(int slot) {
    return owners.get(slot);
  }

  /** Notes what a redirection said. */
  void move(int slot, NodeLink owner) {
    owners.set(slot, owner);
  }

  /** The nodes that have slots, in their order. */
  List<NodeLink> masters() {
    Set<NodeLink> masters = new LinkedHashSet<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      NodeLink owner = owners.get(slot);
      if (owner != null) {
        masters.add(owner);
      }
    }
    List<NodeLink> sorted = new ArrayList<>(masters);
    sorted.sort((a, b) -> Integer.compare(a.order(), b.order()));
    return sorted;
  }

  /** How many slots a node has. */
  int count(NodeLink node) {
    int count = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      count += node.equals(owners.get(slot)) ? 1 : 0;
    }
    return count;
  }

  /** How many slots somebody has. */
  int mapped() {
    int mapped = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      mapped += owners.get(slot) == null ? 0 : 1;
    }
    return mapped;
  }

  /** All servers that were told of, replicas included. */
  Set<Endpoint> endpoints() {
    Set<Endpoint> all = new LinkedHashSet<>();
    shards.forEach(shard -> all.add(shard.master()));
    shards.forEach(shard -> all.addAll(shard.replicas()));
    return all;
  }
}
