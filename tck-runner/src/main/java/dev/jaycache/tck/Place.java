package dev.jaycache.tck;

import dev.jaycache.testkit.server.Flavor;
import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisOptions;
import dev.jaycache.testkit.server.RedisProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the entries live. Starts a server for each run; does not share them between runs. */
public enum Place {
  LOCAL("local") {
    @Override
    Optional<RunningPlace> start() {
      return Optional.empty();
    }
  },
  REDIS("redis") {
    @Override
    Optional<RunningPlace> start() {
      return Optional.of(new RunningPlace.Redis(RedisProcess.start(Flavor.REDIS)));
    }
  },
  VALKEY("valkey") {
    @Override
    Optional<RunningPlace> start() {
      return Optional.of(new RunningPlace.Redis(RedisProcess.start(Flavor.VALKEY)));
    }
  },
  CLUSTER("cluster") {
    @Override
    Optional<RunningPlace> start() {
      // Patient, since the tests are many and the processors few.
      RedisOptions options = RedisOptions.PLAIN.with("cluster-node-timeout", "15000");
      return Optional.of(new RunningPlace.Cluster(RedisCluster.start(Flavor.REDIS, 3, 1, options)));
    }
  },
  MEMCACHED("memcached") {
    @Override
    Optional<RunningPlace> start() {
      return memcached(1, "text");
    }
  },
  MEMCACHED_BINARY("memcached-binary") {
    @Override
    Optional<RunningPlace> start() {
      return memcached(1, "binary");
    }
  },
  MEMCACHED_RING("memcached-ring") {
    @Override
    Optional<RunningPlace> start() {
      return memcached(3, "text");
    }
  },
  MEMCACHED_BINARY_RING("memcached-binary-ring") {
    @Override
    Optional<RunningPlace> start() {
      return memcached(3, "binary");
    }
  },
  MEMCACHED_COUNTERS("memcached-counters") {
    @Override
    Optional<RunningPlace> start() {
      return memcached(1, "text", Map.of("jaycache.cache-defaults.counters", "true"));
    }
  };

  private final String label;

  Place(String label) {
    this.label = label;
  }

  /** The name that reports and the filter use. */
  public String label() {
    return label;
  }

  /** Fresh servers, or empty where none is needed. The caller closes them. */
  abstract Optional<RunningPlace> start();

  private static Optional<RunningPlace> memcached(int count, String protocol) {
    return memcached(count, protocol, Map.of());
  }

  private static Optional<RunningPlace> memcached(
      int count, String protocol, Map<String, String> more) {
    List<MemcachedProcess> servers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      servers.add(MemcachedProcess.start());
    }
    return Optional.of(new RunningPlace.Memcached(List.copyOf(servers), protocol, more));
  }
}
