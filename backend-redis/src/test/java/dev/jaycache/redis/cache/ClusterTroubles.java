package dev.jaycache.redis.cache;

import dev.jaycache.testkit.jvm.ChildJvm;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.staleness.FaultRounds;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What can happen to several JVMs with near caches and to the cluster that they share: three
 * masters with a replica each. No acknowledged write is lost by it: before a master goes, its
 * writers are made to wait (<a href="https://redis.io/docs/latest/commands/client-pause/">CLIENT
 * PAUSE</a>) until its replica has what they were told. For one thread.
 */
final class ClusterTroubles {
  private static final int MASTERS = 3;
  private static final int MOVES = 5;

  /** Longer than the near caches' max-staleness, and no reason for a failover. */
  private static final Duration FREEZE = Duration.ofMillis(1_600);

  /** How long a master stays frozen after it was replaced: others have long written. */
  private static final Duration REPLACED = Duration.ofMillis(1_600);

  private final RedisCluster cluster;
  private final String prefix;
  private final int keys;
  private final List<ChildJvm> jvms;
  private final Random random = new Random();
  private int next;

  /** A master as it is now, and its replica. */
  private record Shard(RedisProcess master, RedisProcess replica) {}

  /**
   * Troubles.
   *
   * @param prefix what the entries' keys begin with, before {@code k} and their number
   * @param keys how many entries there are
   */
  ClusterTroubles(RedisCluster cluster, String prefix, int keys, List<ChildJvm> jvms) {
    this.cluster = cluster;
    this.prefix = prefix;
    this.keys = keys;
    this.jvms = List.copyOf(jvms);
  }

  FaultRounds rounds() {
    return new FaultRounds()
        .with("master frozen until replaced", this::replaceFrozen)
        .with("tracking killed", () -> ServerTroubles.kill(this::killTold))
        .with("slots moved", this::moveSlots)
        .with("planned failover", this::failOver)
        .with("FLUSHALL", () -> shard().master().cli("FLUSHALL"))
        .with("master killed and replaced", this::replaceKilled)
        .with("all clients killed", () -> ServerTroubles.kill(this::killAll))
        .with("master frozen", this::freezeMaster)
        .with("JVM frozen", () -> ServerTroubles.freeze(jvms.get(next++ % jvms.size())));
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** One after the other. */
  private Shard shard() {
    return shard(next++ % MASTERS);
  }

  private Shard shard(int number) {
    RedisProcess first = cluster.nodes().get(number);
    RedisProcess second = cluster.nodes().get(number + MASTERS);
    return isMaster(first) ? new Shard(first, second) : new Shard(second, first);
  }

  private static boolean isMaster(RedisProcess node) {
    return node.cli("ROLE").startsWith("master");
  }

  private void killTold() {
    for (int i = 0; i < MASTERS; i++) {
      KilledClients.told(shard(i).master());
    }
  }

  private void killAll() {
    for (int i = 0; i < MASTERS; i++) {
      KilledClients.all(shard(i).master());
    }
  }

  private void freezeMaster() {
    RedisProcess master = shard().master();
    master.pause();
    FaultRounds.last(FREEZE);
    master.resume();
  }

  private void failOver() {
    Shard shard = shard();
    cluster.failover(shard.replica());
    settle(shard);
  }

  private void replaceKilled() {
    Shard shard = shard();
    holdWrites(shard);
    shard.master().kill();
    await(() -> isMaster(shard.replica()));
    shard.master().restart();
    settle(shard);
  }

  private void replaceFrozen() {
    Shard shard = shard();
    holdWrites(shard);
    shard.master().pause();
    await(() -> isMaster(shard.replica()));
    FaultRounds.last(REPLACED);
    shard.master().resume();
    settle(shard);
  }

  /** What was acknowledged is at the replica when this returns, and nothing more is. */
  private static void holdWrites(Shard shard) {
    shard.master().cli("CLIENT", "PAUSE", "60000", "WRITE");
    long written = offset(shard.master(), "master_repl_offset");
    await(() -> offset(shard.replica(), "slave_repl_offset") >= written);
  }

  private static long offset(RedisProcess node, String name) {
    return Long.parseLong(value(node, name));
  }

  private static String value(RedisProcess node, String name) {
    return node.cli("INFO", "replication")
        .lines()
        .filter(line -> line.startsWith(name + ':'))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }

  /** The one that was replaced is a replica that can replace again. */
  private void settle(Shard before) {
    RedisProcess replaced = before.master();
    await(() -> !isMaster(replaced));
    replaced.cli("CLIENT", "UNPAUSE");
    await(() -> value(replaced, "master_link_status").equals("up"));
    cluster.awaitAgreement();
  }

  private void moveSlots() {
    for (int i = 0; i < MOVES; i++) {
      int slot = cluster.slot(prefix + 'k' + random.nextInt(keys));
      RedisProcess from = cluster.owner(slot);
      Shard target = shard();
      RedisProcess to = target.master() == from ? shard().master() : target.master();
      cluster.beginMove(slot, to);
      cluster.moveKeys(slot, from, to);
      cluster.endMove(slot, from, to);
      cluster.awaitAgreement();
    }
  }
}
