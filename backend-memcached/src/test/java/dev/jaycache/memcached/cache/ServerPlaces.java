package dev.jaycache.memcached.cache;

import dev.jaycache.testkit.server.MemcachedProcess;
import dev.jaycache.testkit.server.SharedServers;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** How a manager gets to shared servers, and what these see of it. */
final class ServerPlaces {
  private ServerPlaces() {}

  static Properties of(int servers, String protocol) {
    return of(SharedServers.memcached(servers), protocol);
  }

  static Properties of(List<MemcachedProcess> servers, String protocol) {
    Properties settings = new Properties();
    settings.setProperty(
        "jaycache.servers",
        "memcached://"
            + servers.stream()
                .map(server -> server.host() + ':' + server.port())
                .collect(Collectors.joining(",")));
    settings.setProperty("jaycache.memcached.protocol", protocol);
    settings.setProperty("jaycache.connect-timeout", "10 s");
    settings.setProperty("jaycache.command-timeout", "10 s");
    return settings;
  }

  /** How many connections others than this method's own have to the shared servers. */
  static int connections(int servers) {
    return SharedServers.memcached(servers).stream()
        .mapToInt(server -> Integer.parseInt(server.stats().get("curr_connections")) - 1)
        .sum();
  }
}
