package dev.jaycache.redis.cache;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import dev.jaycache.testkit.server.RedisSentinels;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/** How servers may stand together, for tests of what holds for each. */
enum Topology {
  /** One server. */
  SINGLE,
  /** A master, its replica, and three sentinels. */
  SENTINEL,
  /** Three masters and a replica of each. */
  CLUSTER;

  private static final int MASTERS = 3;

  /**
   * Servers that run. For one thread.
   *
   * @param uri where caches find them
   * @param mastersNow asks who takes writes
   * @param owner asks who has an entry, by its key at the server
   * @param successor waits until another took the place of a master that is gone, and gives it
   * @param servers what is closed
   */
  record Running(
      URI uri,
      Supplier<List<RedisProcess>> mastersNow,
      Function<String, RedisProcess> owner,
      Function<RedisProcess, RedisProcess> successor,
      AutoCloseable servers)
      implements AutoCloseable {
    /** Those that take writes. */
    List<RedisProcess> masters() {
      return mastersNow.get();
    }

    /** Sends a command to each master. */
    void tellMasters(String... words) {
      masters().forEach(master -> master.cli(words));
    }

    @Override
    public void close() throws Exception {
      servers.close();
    }
  }

  /** Starts servers. */
  Running start() {
    return switch (this) {
      case SINGLE -> {
        RedisProcess server = RedisProcess.start(Flavor.REDIS);
        yield new Running(
            server.uri(), () -> List.of(server), key -> server, gone -> server, server);
      }
      case SENTINEL -> {
        RedisSentinels group = RedisSentinels.start(Flavor.REDIS, 1, 3);
        yield new Running(
            URI.create(group.uri()),
            () -> List.of(group.master()),
            key -> group.master(),
            group::awaitMasterAfter,
            group);
      }
      case CLUSTER -> {
        RedisCluster cluster =
            RedisCluster.start(
                Flavor.REDIS, MASTERS, 1, RedisOptions.PLAIN.with("cluster-node-timeout", "2000"));
        yield new Running(
            URI.create(cluster.uri()),
            () -> cluster.nodes().stream().filter(Topology::isMaster).toList(),
            key -> cluster.owner(cluster.slot(key)),
            gone -> successor(cluster, gone),
            cluster);
      }
    };
  }

  private static boolean isMaster(RedisProcess node) {
    return node.isAlive() && node.cli("ROLE").startsWith("master");
  }

  private static RedisProcess successor(RedisCluster cluster, RedisProcess gone) {
    RedisProcess replica = cluster.nodes().get(cluster.nodes().indexOf(gone) + MASTERS);
    while (!isMaster(replica)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    cluster.awaitAgreement();
    return replica;
  }
}
