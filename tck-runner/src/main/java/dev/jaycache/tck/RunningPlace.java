package dev.jaycache.tck;

import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.RedisCluster;
import dev.jaycache.testkit.server.RedisProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The servers of one run. Whoever started them closes them. */
interface RunningPlace extends AutoCloseable {
  /** The system properties by which a user would reach them. */
  Map<String, String> settings();

  /** How many commands they have served: a run that never reached them proves nothing. */
  long commands();

  @Override
  void close();

  /** One server of the Redis kind. */
  record Redis(RedisProcess server) implements RunningPlace {
    @Override
    public Map<String, String> settings() {
      return Map.of("jaycache.servers", server.uri().toString());
    }

    @Override
    public long commands() {
      return commands(server);
    }

    static long commands(RedisProcess server) {
      return server
          .cli("INFO", "stats")
          .lines()
          .filter(line -> line.startsWith("total_commands_processed:"))
          .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
          .sum();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  /** A cluster of the Redis kind; clients are told one node. */
  record Cluster(RedisCluster cluster) implements RunningPlace {
    @Override
    public Map<String, String> settings() {
      return Map.of("jaycache.servers", cluster.uri());
    }

    @Override
    public long commands() {
      return cluster.nodes().stream().mapToLong(Redis::commands).sum();
    }

    @Override
    public void close() {
      cluster.close();
    }
  }

  /**
   * A ring of memcached servers.
   *
   * @param more what else is set
   */
  record Memcached(List<MemcachedProcess> servers, String protocol, Map<String, String> more)
      implements RunningPlace {
    @Override
    public Map<String, String> settings() {
      Map<String, String> settings = new HashMap<>(more);
      settings.put(
          "jaycache.servers",
          "memcached://"
              + servers.stream()
                  .map(server -> server.host() + ':' + server.port())
                  .collect(Collectors.joining(",")));
      settings.put("jaycache.memcached.protocol", protocol);
      return settings;
    }

    @Override
    public long commands() {
      return servers.stream()
          .map(MemcachedProcess::stats)
          .mapToLong(
              stats -> Long.parseLong(stats.get("cmd_get")) + Long.parseLong(stats.get("cmd_set")))
          .sum();
    }

    @Override
    public void close() {
      servers.forEach(MemcachedProcess::close);
    }
  }
}
