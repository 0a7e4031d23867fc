package dev.jaycache.redis;

import dev.jaycache.store.StoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Who is who in a cluster: asked from any of its nodes, by {@code CLUSTER SHARDS} or, where a
 * server does not know that, {@code CLUSTER SLOTS}. Safe for any number of threads. It sends no
 * commands of users.
 */
final class ClusterTopology {
  private static final String SHARDS = "SHARDS";
  private static final String SLOTS = "SLOTS";

  private final NodeLinks nodes;
  private final List<Endpoint> seeds;
  private final boolean tls;
  private final Refresher<SlotTable> tables = new Refresher<>(this::fetch);

  /** Processes ask different masters first, and each the same one as long as that answers. */
  private final int turn = ThreadLocalRandom.current().nextInt(Short.MAX_VALUE);

  private volatile boolean knowsNoShards;
  private volatile @Nullable String command;
  private volatile @Nullable NodeLink suspect;

  /** Whether a node failed since the last look. Who comes next looks, as it has the time for it. */
  private volatile boolean doubtful;

  /**
   * A topology; nobody was asked yet.
   *
   * @param seeds whom to ask first; nodes that they tell of are asked, too
   * @param tls whether nodes are reached by their TLS ports
   */
  ClusterTopology(NodeLinks nodes, List<Endpoint> seeds, boolean tls) {
    this.nodes = nodes;
    this.seeds = List.copyOf(seeds);
    this.tls = tls;
  }

  /**
   * The node that a command has to go to. Where it names no key, any; where nobody is known to have
   * its slot, also after a look, any: that one tells what is wrong.
   *
   * @throws LinkException when no node answers in time
   * @throws dev.jaycache.store.StoreException when nobody lets us in
   */
  NodeLink owner(Command command, long deadline) {
    if (doubtful && tables.isDue()) {
      doubtful = false;
      refresh(deadline - Math.max(0, deadline - System.nanoTime()) / 2);
    }
    SlotTable table = tables.get(deadline);
    byte[] key = command.key();
    if (key == null) {
      return table.masters().get(0);
    }
    int slot = SlotTable.slot(key);
    NodeLink owner = table.owner(slot);
    if (owner == null) {
      refresh(deadline);
      table = tables.get(deadline);
      owner = table.owner(slot);
    }
    return owner == null ? table.masters().get(0) : owner;
  }

  /** The nodes that have slots. */
  List<NodeLink> masters(long deadline) {
    return tables.get(deadline).masters();
  }

  /** Notes that a slot lives elsewhere, perhaps at a node that nobody has told of. */
  NodeLink moved(int slot, Endpoint to) {
    NodeLink owner = nodes.at(to);
    SlotTable table = tables.known();
    if (table != null && slot >= 0 && slot < SlotTable.SLOTS) {
      table.move(slot, owner);
    }
    return owner;
  }

  /** A node, perhaps one that nobody has told of. */
  NodeLink node(Endpoint at) {
    return nodes.at(at);
  }

  /** Looks again who is who, at most once a second. Where nobody answers, all stays as it is. */
  void refresh(long deadline) {
    try {
      tables.refresh(deadline);
    } catch (LinkException | StoreException e) {
      // What is known goes on to be used, and whoever fails by it says so.
    }
  }

  /** Notes that a node gave no reply: it is asked last, and may be no master any more. */
  void lost(NodeLink node) {
    suspect = node;
    doubtful = true;
  }

  /**
   * Looks again who is who, now.
   *
   * @throws LinkException when nobody answers
   * @throws dev.jaycache.store.StoreException when nobody lets us in
   */
  SlotTable refreshNow(long deadline) {
    return tables.refreshNow(deadline);
  }

  /** What is known; null: nothing yet. */
  @Nullable SlotTable known() {
    return tables.known();
  }

  /** How often nodes were asked with success. */
  long refreshes() {
    return tables.refreshes();
  }

  /** When a node was last asked with success, in ms since 1970; 0: never. */
  long refreshedAt() {
    return tables.refreshedAt();
  }

  /** By which command the last look was taken: SHARDS or SLOTS; null: nobody looked yet. */
  @Nullable String command() {
    return command;
  }

  private SlotTable fetch(@Nullable SlotTable before, long deadline) {
    List<NodeLink> candidates = candidates(before);
    RuntimeException last = null;
    for (int i = 0; i < candidates.size(); i++) {
      NodeLink candidate = candidates.get(i);
      long now = System.nanoTime();
      long share = Math.max(0, deadline - now) / (candidates.size() - i);
      try {
        List<ShardSlots> shards = ask(candidate, now + share);
        if (!shards.isEmpty()) {
          return table(shards, before);
        }
        last = new LinkException("(node " + candidate + ") knows of no slots", false, last);
      } catch (LinkException e) {
        last = candidate.named(e);
      } catch (StoreException e) {
        last = e;
      } catch (JedisDataException e) {
        String what = "(node " + candidate + ") does not tell who has which slots: ";
        last = new LinkException(what + e.getMessage(), false, e);
      }
    }
    throw last == null ? new LinkException("names no node", false, null) : last;
  }

  private SlotTable table(List<ShardSlots> shards, @Nullable SlotTable before) {
    SlotTable table = new SlotTable(shards, nodes);
    Set<Endpoint> needed = new LinkedHashSet<>(table.endpoints());
    needed.addAll(seeds);
    if (before != null) {
      // Somebody may be on the way to a node of the last table; it goes with the next one.
      needed.addAll(before.endpoints());
    }
    nodes.retainAll(needed);
    return table;
  }

  private List<NodeLink> candidates(@Nullable SlotTable before) {
    Set<NodeLink> candidates = new LinkedHashSet<>();
    if (before != null) {
      List<NodeLink> masters = new ArrayList<>(before.masters());
      Collections.rotate(masters, turn);
      candidates.addAll(masters);
      before.endpoints().forEach(endpoint -> candidates.add(nodes.at(endpoint)));
    }
    seeds.forEach(seed -> candidates.add(nodes.at(seed)));
    List<NodeLink> ordered = new ArrayList<>(candidates);
    NodeLink lost = suspect;
    if (lost != null && ordered.remove(lost)) {
      ordered.add(lost);
    }
    return ordered;
  }

  private List<ShardSlots> ask(NodeLink node, long deadline) {
    if (!knowsNoShards) {
      try {
        Object shards = node.call(question(SHARDS), deadline);
        command = SHARDS;
        return ShardSlots.ofShards(shards, node.endpoint(), tls);
      } catch (JedisDataException e) {
        knowsNoShards = isUnknown(e);
        if (!knowsNoShards) {
          throw e;
        }
      }
    }
    Object slots = node.call(question(SLOTS), deadline);
    command = SLOTS;
    return ShardSlots.ofSlots(slots, node.endpoint());
  }

  /** Servers before 7.0 know no {@code SHARDS}; a rule may allow a user {@code SLOTS} alone. */
  private static boolean isUnknown(JedisDataException e) {
    String text = String.valueOf(e.getMessage());
    return text.startsWith("ERR") || text.startsWith("NOPERM");
  }

  private static Command question(String what) {
    Command question = new Command(Protocol.Command.CLUSTER);
    question.add(what);
    return question;
  }
}
