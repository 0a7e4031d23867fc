package dev.jaycache.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A real cluster of a test's own: masters with the slots spread evenly, and replicas of each.
 * {@link #close()} ends exactly these processes. For one thread, but for what its nodes allow.
 */
public final class RedisCluster implements AutoCloseable {
  private static final int SLOTS = 16_384;
  private static final int PORTS_TRIED = 5;

  /**
   * Longer than any message between nodes takes: 40 ms of a delayed acknowledgement, and what a
   * busy machine adds.
   */
  private static final long ON_THE_WAY = TimeUnit.MILLISECONDS.toNanos(150);

  private final List<RedisProcess> nodes = new ArrayList<>();
  private final List<Integer> busPorts = new ArrayList<>();
  private final int masters;

  private RedisCluster(int masters) {
    this.masters = masters;
  }

  /**
   * Starts a cluster and waits until all nodes agree that it is whole.
   *
   * @param masters how many masters
   * @param replicas how many replicas each
   * @param options of each node; with a {@code cluster-node-timeout} where 5 s are too long
   */
  public static RedisCluster start(Flavor flavor, int masters, int replicas, RedisOptions options) {
    RedisCluster cluster = new RedisCluster(masters);
    try {
      for (int i = 0; i < masters * (replicas + 1); i++) {
        cluster.launch(flavor, options);
      }
      cluster.join(replicas);
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private RedisProcess launch(Flavor flavor, RedisOptions options) {
    RedisOptions each =
        options
            .with("cluster-enabled", "yes")
            .with("cluster-config-file", "nodes.conf")
            .with("cluster-replica-validity-factor", "0")
            .with("cluster-allow-replica-migration", "no")
            .with("repl-diskless-sync-delay", "0")
            .withDefault("cluster-node-timeout", "5000");
    for (int tried = 1; ; tried++) {
      try {
        // By default it is the port and 10000, which is often no port at all.
        int busPort = FreePorts.next();
        RedisProcess node =
            RedisProcess.start(flavor, each.with("cluster-port", Integer.toString(busPort)));
        nodes.add(node);
        busPorts.add(busPort);
        return node;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (IllegalStateException e) {
        // It has tried other ports to be reached at, but somebody took the one of the bus.
        if (tried == PORTS_TRIED || !RedisProcess.isOfTakenPort(String.valueOf(e.getMessage()))) {
          throw e;
        }
      }
    }
  }

  private void join(int replicas) {
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).cli("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
    for (int i = 0; i < masters; i++) {
      String first = Integer.toString(SLOTS * i / masters);
      String last = Integer.toString(SLOTS * (i + 1) / masters - 1);
      nodes.get(i).cli("CLUSTER", "ADDSLOTSRANGE", first, last);
    }
    for (int i = 0; i < nodes.size(); i++) {
      for (int other = i + 1; other < nodes.size(); other++) {
        meet(nodes.get(i), other);
      }
    }
    awaitAgreement();
    for (int i = masters; i < nodes.size(); i++) {
      nodes.get(i).cli("CLUSTER", "REPLICATE", id(nodes.get(i % masters)));
    }
    Awaiting.until(
        "each node knows all replicas, and they are in step",
        () ->
            nodes.stream().allMatch(node -> count(node, "slave") == masters * replicas)
                && nodes.stream().skip(masters).allMatch(RedisCluster::isInStep));
    awaitAgreement();
  }

  private void meet(RedisProcess node, int other) {
    RedisProcess met = nodes.get(other);
    node.cli(
        "CLUSTER",
        "MEET",
        met.host(),
        Integer.toString(met.port()),
        Integer.toString(busPorts.get(other)));
  }

  /**
   * Waits until all nodes that run say that the cluster is whole, know each other, and tell the
   * same of the masters that run: their slots and their configuration epochs.
   */
  public void awaitAgreement() {
    Awaiting.until(
        "all nodes agree",
        () -> {
          List<RedisProcess> running = nodes.stream().filter(RedisProcess::isAlive).toList();
          Set<Integer> ports = running.stream().map(RedisProcess::port).collect(Collectors.toSet());
          return running.stream().allMatch(node -> agrees(node, nodes.size()))
              && running.stream().map(node -> masters(node, ports)).distinct().count() <= 1;
        });
  }

  /**
   * What a node tells of the masters at some ports. Two that take a slot without having heard of
   * each other may take the same epoch for it, and then the third keeps the older owner: so who
   * moves slots one after the other must wait for the epochs, too.
   */
  private static Set<String> masters(RedisProcess node, Set<Integer> ports) {
    return node.cli("CLUSTER", "NODES")
        .lines()
        .map(line -> line.split(" "))
        .filter(words -> words[2].contains("master") && ports.contains(port(words[1])))
        .map(words -> words[0] + " " + words[6] + " " + slots(words))
        .collect(Collectors.toSet());
  }

  private static List<String> slots(String[] words) {
    return Arrays.stream(words).skip(8).filter(each -> !each.startsWith("[")).toList();
  }

  /** Of {@code host:port@bus}. */
  private static int port(String address) {
    return Integer.parseInt(address.split("[:@]")[1]);
  }

  private static boolean agrees(RedisProcess node, int size) {
    String info = node.cli("CLUSTER", "INFO");
    return info.contains("cluster_state:ok")
        && info.contains("cluster_known_nodes:" + size + "\r\n")
        && count(node, "handshake") == 0;
  }

  private static long count(RedisProcess node, String flag) {
    return node.cli("CLUSTER", "NODES")
        .lines()
        .filter(line -> List.of(line.split(" ")[2].split(",")).contains(flag))
        .count();
  }

  private static boolean isInStep(RedisProcess replica) {
    return replica.cli("INFO", "replication").contains("master_link_status:up");
  }

  /** Adds an empty master, which the others know. */
  public RedisProcess addMaster(Flavor flavor, RedisOptions options) {
    RedisProcess added = launch(flavor, options);
    for (int i = 0; i < nodes.size() - 1; i++) {
      meet(added, i);
    }
    awaitAgreement();
    return added;
  }

  /**
   * Has a replica take the place of its master, which goes on as a replica; waits until it is
   * master. The server gives an attempt up after 5 s, as on a busy machine it may have to; then
   * comes the next.
   */
  public void failover(RedisProcess replica) {
    long[] next = {System.nanoTime()};
    Awaiting.until(
        "the replica is master",
        () -> {
          if (replica.cli("ROLE").startsWith("master")) {
            return true;
          }
          if (System.nanoTime() - next[0] >= 0) {
            next[0] = System.nanoTime() + TimeUnit.SECONDS.toNanos(6);
            askForFailover(replica);
          }
          return false;
        });
  }

  private static void askForFailover(RedisProcess replica) {
    try {
      replica.cli("CLUSTER", "FAILOVER");
    } catch (RuntimeException e) {
      // It may have become master after all, since we looked.
      if (!replica.cli("ROLE").startsWith("master")) {
        throw e;
      }
    }
  }

  /** All nodes: first those that began as masters, then, in the same order, their replicas. */
  public List<RedisProcess> nodes() {
    return List.copyOf(nodes);
  }

  /** The id that the nodes know a node by. */
  public static String id(RedisProcess node) {
    return node.cli("CLUSTER", "MYID");
  }

  /** The slot of a key. */
  public int slot(String key) {
    return Integer.parseInt(nodes.get(0).cli("CLUSTER", "KEYSLOT", key));
  }

  /** The node that has a slot, as a running node sees it. */
  public RedisProcess owner(int slot) {
    String line =
        nodes.stream()
            .filter(RedisProcess::isAlive)
            .findFirst()
            .orElseThrow()
            .cli("CLUSTER", "NODES")
            .lines()
            .filter(each -> has(each, slot))
            .findFirst()
            .orElseThrow();
    int port = port(line.split(" ")[1]);
    return nodes.stream().filter(node -> node.port() == port).findFirst().orElseThrow();
  }

  private static boolean has(String line, int slot) {
    for (String each : slots(line.split(" "))) {
      String[] range = each.split("-");
      if (Integer.parseInt(range[0]) <= slot && slot <= Integer.parseInt(range[range.length - 1])) {
        return true;
      }
    }
    return false;
  }

  /**
   * Begins to move a slot, once all nodes agree on what was before and have heard all that was said
   * until then: keys that the owner has not are asked for at the other node.
   */
  public void beginMove(int slot, RedisProcess to) {
    awaitAgreement();
    // Redis 7.0 keeps for each slot whether its owner had ceased to claim it, and forgets to clear
    // that in SETSLOT: an old message of the former owner then takes the slot back, and its keys
    // are deleted.
    LockSupport.parkNanos(ON_THE_WAY);
    RedisProcess from = owner(slot);
    String number = Integer.toString(slot);
    to.cli("CLUSTER", "SETSLOT", number, "IMPORTING", id(from));
    from.cli("CLUSTER", "SETSLOT", number, "MIGRATING", id(to));
  }

  /** Moves the keys of a slot that is being moved. */
  public void moveKeys(int slot, RedisProcess from, RedisProcess to) {
    String number = Integer.toString(slot);
    for (String keys = from.cli("CLUSTER", "GETKEYSINSLOT", number, "1000");
        !keys.isEmpty();
        keys = from.cli("CLUSTER", "GETKEYSINSLOT", number, "1000")) {
      List<String> words = new ArrayList<>(List.of("MIGRATE", to.host()));
      words.addAll(List.of(Integer.toString(to.port()), "", "0", "10000", "KEYS"));
      words.addAll(keys.lines().toList());
      from.cli(words.toArray(String[]::new));
    }
  }

  /** Ends a move: every master learns who has the slot now. */
  public void endMove(int slot, RedisProcess from, RedisProcess to) {
    String number = Integer.toString(slot);
    to.cli("CLUSTER", "SETSLOT", number, "NODE", id(to));
    from.cli("CLUSTER", "SETSLOT", number, "NODE", id(to));
    for (RedisProcess node : nodes) {
      if (node.isAlive() && node.cli("ROLE").startsWith("master")) {
        node.cli("CLUSTER", "SETSLOT", number, "NODE", id(to));
      }
    }
  }

  /** {@code redis://} with the first node: clients find the others. */
  public String uri() {
    return Objects.toString(nodes.get(0).uri());
  }

  /** Ends all processes. Idempotent. */
  @Override
  public void close() {
    nodes.forEach(RedisProcess::close);
  }

  @Override
  public String toString() {
    return "cluster of "
        + nodes.stream().map(RedisProcess::toString).collect(Collectors.joining(", "));
  }
}
